/** The acts in the order in which they are played, and what each shows. */
export const actNames = {
  releases: 'releases in a row and a rollback, none of which a client notices',
  'bad-releases': 'each kind of bad release, under load, and what is done about it',
  'killed-deploys': 'deploy.sh killed in each of its steps, under load, and run again',
} as const;

export type ActName = keyof typeof actNames;
