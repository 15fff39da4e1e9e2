/** The acts in the order in which they are played, and what each shows. */
export const actNames = {
  releases: 'releases in a row and a rollback, none of which a client notices',
  audit: 'what systemd, testssl.sh and lynis say, and which ports are open',
} as const;

export type ActName = keyof typeof actNames;

/** Minutes long: played when they are asked for by name, and in a full rehearsal. */
const onRequest: readonly ActName[] = ['audit'];

export const allActs = Object.keys(actNames) as readonly ActName[];
export const usualActs = allActs.filter((name) => !onRequest.includes(name));
