import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createConnection } from 'mariadb';

import { readEnvironment } from '../../bin/io/environment';
import { freePort } from '../../bin/io/free-port';
import { ensureImage, isCached } from '../../rehearsal/images';
import { Daemon } from './daemon';
import { findOnPath, isOnPath, isRootOnLinux } from './machine';
import { makeTemporaryDirectory, removeLeftovers } from './temporary-directory';

/** An administrator of the server, whom the tests connect as; it signs in with caching_sha2_password, as on RDS. */
export const testUser = { user: 'waffle', password: 'test-password' } as const;

export interface MysqlServer {
  readonly port: number;
  readonly pid: number;
  /** By which the tests of this machine reach it, wherever its port is. */
  readonly socket: string;
  /** Trust anchor of the server's certificate, which names the address 127.0.0.1 and no host, unless told otherwise. */
  readonly caFile: string;
  readonly stop: () => Promise<void>;
}

/** A MySQL server's programs: this machine's own, or those of a root file system that holds them. */
interface Installation {
  /** '' for this machine's own. */
  readonly root: string;
  readonly mysqld: string;
}

const mysqldInRoot = '/usr/sbin/mysqld';

/** No durability and little memory: the data live as long as the tests. */
const flags = [
  '--user=root',
  '--mysqlx=OFF',
  '--skip-log-bin',
  '--skip-name-resolve',
  '--secure-file-priv=NULL',
  '--performance-schema=OFF',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=OFF',
  '--innodb-buffer-pool-size=64M',
  '--max-connections=400',
  '--bind-address=127.0.0.1',
];

export interface MysqlServerOptions {
  /** Whom its certificate names. @default 'IP:127.0.0.1' */
  readonly subjectAltName?: string;
  /** On top of those below. */
  readonly flags?: readonly string[];
  /** What leads into the namespace in which it runs. */
  readonly inside?: readonly string[];
}

/** Starts a MySQL server with an empty data directory on a free port. Throws with what to install. */
export async function startMysqlServer({
  subjectAltName,
  flags: moreFlags = [],
  inside = [],
}: MysqlServerOptions = {}): Promise<MysqlServer> {
  const installation = await findInstallation();
  removeLeftovers(tmpdir());
  const directory = makeTemporaryDirectory(tmpdir());
  makeData(installation, directory);
  makeCertificate(directory, subjectAltName);
  const port = await freePort();
  const socket = join(directory, 'run/s');
  const daemon = await start(installation, directory, port, { flags: moreFlags, inside });
  const stop = async () => {
    await daemon.kill();
    rmSync(directory, { recursive: true, force: true });
  };
  return { port, pid: daemon.pid, socket, caFile: join(directory, 'certificate.pem'), stop };
}

/** The one that is named, the one of the rehearsal, this machine's own, in this order. */
async function findInstallation(): Promise<Installation> {
  const installation = namedInstallation() ?? (await rehearsalInstallation()) ?? ownInstallation();
  if (installation === undefined) {
    throw new Error(
      [
        'The tests need a MySQL server (not MariaDB, which signs in and locks in other ways), and found none.',
        'As root on Linux: install mmdebstrap, and the tests make the root file system that the rehearsal uses.',
        'Elsewhere: install mysql-server (MySQL 8.4 or later), so that mysqld is on PATH,',
        'or set WAFFLE_MYSQL_ROOT to a root file system that holds usr/sbin/mysqld (needs root).',
      ].join('\n'),
    );
  }
  say(`The tests use ${join(installation.root, installation.mysqld)}.`);
  return installation;
}

function namedInstallation(): Installation | undefined {
  const root = process.env.WAFFLE_MYSQL_ROOT ?? '';
  if (root === '') return undefined;
  if (existsSync(join(root, mysqldInRoot))) return { root, mysqld: mysqldInRoot };
  throw new Error(
    `WAFFLE_MYSQL_ROOT=${root} holds no usr/sbin/mysqld: name a root file system that has it, or unset it.`,
  );
}

async function rehearsalInstallation(): Promise<Installation | undefined> {
  if (!isRootOnLinux) return undefined;
  const { cacheDirectory } = readEnvironment();
  if (!isOnPath('mmdebstrap') && !(await isCached('database', cacheDirectory))) return undefined;
  const onBuild = (_name: string, why: string) => say(`Making ${why}; this takes a minute, once.`);
  return { root: await ensureImage('database', { cacheDirectory, onBuild }), mysqld: mysqldInRoot };
}

function ownInstallation(): Installation | undefined {
  const mysqld = findOnPath('mysqld');
  return mysqld === undefined || isMariaDb(mysqld) ? undefined : { root: '', mysqld };
}

const say = (line: string) => process.stderr.write(`${line}\n`);

const isMariaDb = (mysqld: string) =>
  execFileSync(mysqld, ['--version'], { encoding: 'utf8' }).includes('MariaDB');

/** Where the server finds the directory of this run: a root file system sees it as its /mnt. */
const seenAt = ({ root }: Installation, directory: string) => (root === '' ? directory : '/mnt');

/** In a mount namespace of its own, which ends with the server: the root file system stays as it is. */
const inRoot = 'mount --bind "$1" "$2/mnt" && exec chroot "${@:2}"';
const serverCommand = ({ root, mysqld }: Installation, directory: string): readonly string[] =>
  root === ''
    ? [mysqld]
    : [
        'unshare',
        '--mount',
        '--propagation',
        'private',
        'bash',
        '-c',
        inRoot,
        'mysqld',
        directory,
        root,
        mysqld,
      ];

/** The image of the rehearsal holds an initialized data directory: copying it takes a tenth of the time. */
function makeData(installation: Installation, directory: string): void {
  mkdirSync(join(directory, 'run'));
  const initialized = join(installation.root, 'var/lib/mysql');
  if (installation.root !== '' && existsSync(join(initialized, 'mysql.ibd'))) {
    execFileSync('cp', ['--archive', initialized, join(directory, 'data')]);
    return;
  }
  const [program = '', ...args] = serverCommand(installation, directory);
  const datadir = `--datadir=${seenAt(installation, directory)}/data`;
  execFileSync(program, [...args, '--no-defaults', '--initialize-insecure', datadir, ...flags], {
    stdio: 'pipe',
    timeout: 120_000,
  });
}

/** A key and a certificate that is its own trust anchor, for a server on 127.0.0.1; returns the file of the certificate. */
export function makeCertificate(directory: string, subjectAltName = 'IP:127.0.0.1'): string {
  const file = join(directory, 'certificate.pem');
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-noenc',
    '-keyout',
    join(directory, 'key.pem'),
  ];
  const names = ['-subj', '/CN=waffle-test', '-addext', `subjectAltName=${subjectAltName}`];
  execFileSync('openssl', ['req', '-x509', ...key, ...names, '-days', '2', '-out', file], { stdio: 'pipe' });
  return file;
}

/** Over a socket the server takes no encrypted password, and the driver sends one in the clear by TLS alone. */
export const throughSocket = (socketPath: string) => ({ socketPath, ssl: { rejectUnauthorized: false } });

function start(
  installation: Installation,
  directory: string,
  port: number,
  options: { readonly flags: readonly string[]; readonly inside: readonly string[] },
): Promise<Daemon> {
  writeFileSync(
    join(directory, 'init.sql'),
    `CREATE USER '${testUser.user}'@'%' IDENTIFIED BY '${testUser.password}';\nGRANT ALL ON *.* TO '${testUser.user}'@'%' WITH GRANT OPTION;\n`,
  );
  const inside = seenAt(installation, directory);
  const [program = '', ...args] = [...options.inside, ...serverCommand(installation, directory)];
  const tls = [`--ssl-cert=${inside}/certificate.pem`, `--ssl-key=${inside}/key.pem`];
  const paths = [`--datadir=${inside}/data`, `--socket=${inside}/run/s`, `--pid-file=${inside}/run/pid`];
  const first = `--init-file=${inside}/init.sql`;
  return Daemon.start({
    command: program,
    args: [...args, '--no-defaults', ...paths, ...tls, `--port=${port}`, first, ...flags, ...options.flags],
    logFile: join(directory, 'log'),
    probe: async () => {
      const connection = await createConnection({
        ...(options.inside.length > 0
          ? throughSocket(join(directory, 'run/s'))
          : { host: '127.0.0.1', port }),
        ...testUser,
        allowPublicKeyRetrieval: true,
      });
      await connection.end();
    },
    timeoutMs: 60_000,
  });
}
