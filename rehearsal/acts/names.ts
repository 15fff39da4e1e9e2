/** The acts in the order in which they are played, and what each shows. */
export const actNames = {
  releases: 'releases in a row and a rollback, none of which a client notices',
  kills: 'kill -9 of application, Redis and Nginx',
  outages: 'the database is gone for 30 s, Redis is emptied and gone',
  renewal: 'the certificate is renewed, also while Nginx cannot read it',
  leak: 'a release leaks memory; it alone is killed',
  replacement: 'the instance is lost and replaced; data and certificate stay',
} as const;

export type ActName = keyof typeof actNames;
