/**
 * The layout of the instance: every name, path, socket, unit and user that the application, the scripts in
 * `deployment/` and the stacks in `infra/` agree on. Shell, Nginx and systemd files cannot import this;
 * `test/contract.test.ts` reads them and fails when they differ.
 */
export const instance = {
  /** Runs the application and the migrations. */
  appUser: 'waffle',
  /** Runs Redis; the application user belongs to this group, which may use the socket. */
  redisUser: 'waffle-redis',
  /** Runs Nginx's workers; it belongs to the application's group, which may use that socket. */
  webUser: 'waffle-web',

  /** Root of the releases on disk. */
  homeDirectory: '/opt/waffle-backend',
  /** One folder a release, named by its id. */
  releasesDirectory: '/opt/waffle-backend/releases',
  /** Symlink to the release that serves. */
  currentLink: '/opt/waffle-backend/current',
  /** One symlink a slot (`a`, `b`) to the release that this slot runs. */
  slotsDirectory: '/opt/waffle-backend/slots',
  /** Files that outlive releases. */
  sharedDirectory: '/opt/waffle-backend/shared',
  /** Uploaded pictures, written by the application and served by Nginx under `/media/`. */
  mediaDirectory: '/opt/waffle-backend/shared/media',
  /** One JSON object a line for each run of deploy.sh: what, by whom, how long, how it ended. */
  receiptsFile: '/opt/waffle-backend/shared/receipts.jsonl',

  /** Dumps of the database, one before each release that migrates it. */
  backupsDirectory: '/var/lib/waffle-backend/backups',

  /** Settings, readable by root and by who needs them. */
  configDirectory: '/etc/waffle-backend',
  /** `NAME=value` lines for the application, never a secret. */
  appEnvironmentFile: '/etc/waffle-backend/app.env',
  /** One file a secret, mode 0600, handed to the application by systemd's `LoadCredential=`. */
  credentialsDirectory: '/etc/waffle-backend/credentials',
  /** `fullchain.pem` and `privkey.pem` that Nginx serves: self-signed first, then links to certbot's. */
  tlsDirectory: '/etc/waffle-backend/tls',
  /** Trust anchors of the database's certificate, PEM. */
  databaseCaFile: '/etc/waffle-backend/database-ca.pem',
  /** Slot b serves where this file is, and slot a where it is not: Nginx looks with each request. */
  slotBServesFile: '/etc/waffle-backend/slot-b-serves',
  /** Where this file is, Nginx answers what writes with 503. */
  writesHeldFile: '/etc/waffle-backend/writes-held',
  /** Where this file is, Nginx hands every request to another project's load balancer. */
  forwardsFile: '/etc/waffle-backend/forwards',
  /** Which one, as Nginx reads it. */
  forwardSettingsFile: '/etc/waffle-backend/forward.conf',
  /** Where certbot puts its HTTP-01 answers. */
  acmeWebroot: '/var/lib/waffle-backend/acme',
  /** `/static/` is served from here, without the application. */
  staticDirectory: '/opt/waffle-backend/current/static',
  /** `/docs/` is served from here. */
  docsDirectory: '/opt/waffle-backend/current/static/docs',

  /** A release runs in the slot that is free while the other one serves. */
  slots: ['a', 'b'],
  /** systemd unit of the application, instantiated once a slot. */
  appUnit: 'waffle-backend@.service',
  /** Applies the migrations of a slot's release and ends. */
  migrateUnit: 'waffle-migrate@.service',
  redisUnit: 'waffle-redis.service',
  /** What application, migrations and Redis may have together. */
  slice: 'waffle.slice',
  /** Amazon Linux's security updates. */
  updatesUnit: 'waffle-security-updates.service',
  updatesTimer: 'waffle-security-updates.timer',
  /** Obtains the certificate; the timer starts it until there is one. */
  certificateUnit: 'waffle-certificate.service',
  certificateTimer: 'waffle-certificate.timer',
  /** Of slot `a`; slot `b` alike. */
  appSocket: '/run/waffle-backend/a/app.sock',
  redisSocket: '/run/waffle-redis/redis.sock',
} as const;
