const most = 60;
const edge = 28;

/** An id on the screen: its ends tell it from others. Files have the whole. */
export const shorten = (id: string): string =>
  id.length > most ? `${id.slice(0, edge)}…${id.slice(-edge)}` : id;
