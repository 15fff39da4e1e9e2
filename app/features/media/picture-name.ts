/** Of a file that is kept, and what its ending says of it. */
export const picturePattern = /^[0-9a-f]{32}\.(jpg|png|webp)$/;

const types: Readonly<Record<string, string>> = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

/** `undefined` of what is no picture's name. */
export const typeOfPicture = (name: string): string | undefined =>
  types[picturePattern.exec(name)?.[1] ?? ''];
