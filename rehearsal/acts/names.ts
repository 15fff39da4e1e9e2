/** The acts in the order in which they are played, and what each shows. */
export const actNames = {
  releases: 'releases in a row and a rollback, none of which a client notices',
} as const;

export type ActName = keyof typeof actNames;
