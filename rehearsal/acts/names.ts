/** The acts in the order in which they are played, and what each shows. */
export const actNames = {
  releases: 'releases in a row and a rollback, none of which a client notices',
  'bad-releases': 'each kind of bad release, under load, and what is done about it',
  'killed-deploys': 'deploy.sh killed in each of its steps, under load, and run again',
  kills: 'kill -9 of application, Redis and Nginx, and a reboot',
  outages: 'the database is gone for 30 s, Redis is emptied and gone',
  renewal: 'the certificate is renewed, also while Nginx cannot read it',
  leak: 'a release leaks memory; it alone is killed',
  replacement: 'the instance is lost and replaced; data and certificate stay',
  'command-line':
    'waffle deploy, cut off and followed, rollback, releases, status, logs and exec, typed on a laptop',
  audit: 'what systemd, testssl.sh and lynis say, and which ports are open',
} as const;

export type ActName = keyof typeof actNames;

/** Minutes long: played when they are asked for by name, and in a full rehearsal. */
const onRequest: readonly ActName[] = ['killed-deploys', 'command-line', 'audit'];

export const allActs = Object.keys(actNames) as readonly ActName[];
export const usualActs = allActs.filter((name) => !onRequest.includes(name));
