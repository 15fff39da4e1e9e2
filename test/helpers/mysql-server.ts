import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createConnection } from 'mariadb';

import { Daemon } from './daemon';
import { makeTemporaryDirectory, removeLeftovers } from './temporary-directory';

/** An administrator of the server, whom the tests connect as; it signs in with caching_sha2_password, as on RDS. */
export const testUser = { user: 'waffle', password: 'test-password' } as const;

export interface MysqlServer {
  readonly port: number;
  /** Trust anchor of the server's certificate, which names the address 127.0.0.1 and no host. */
  readonly caFile: string;
  readonly stop: () => Promise<void>;
}

/** How to run the `mysqld` of this machine, or of a root file system that holds one. */
interface Installation {
  /** Prefix of the server's paths as seen from here, '' for this machine's own. */
  readonly root: string;
  readonly command: readonly string[];
}

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

/** Starts a MySQL server with an empty data directory on a free port. Throws with what to install. */
export async function startMysqlServer(): Promise<MysqlServer> {
  const installation = findInstallation();
  const parent = installation.root === '' ? tmpdir() : join(installation.root, 'tmp');
  for (const folder of new Set([parent, tmpdir()])) removeLeftovers(folder);
  const directory = makeTemporaryDirectory(parent);
  const inside = directory.slice(installation.root.length);
  initialize(installation, directory, inside);
  makeCertificate(directory);
  const port = await freePort();
  const daemon = await start(installation, directory, inside, port);
  const stop = async () => {
    await daemon.kill();
    rmSync(directory, { recursive: true, force: true });
  };
  return { port, caFile: join(directory, 'certificate.pem'), stop };
}

function findInstallation(): Installation {
  const root = process.env.WAFFLE_MYSQL_ROOT ?? '';
  if (root !== '' && existsSync(join(root, 'usr/sbin/mysqld'))) {
    return { root, command: ['chroot', root, '/usr/sbin/mysqld'] };
  }
  const path = (process.env.PATH ?? '').split(':').map((folder) => join(folder, 'mysqld'));
  const mysqld = path.find((file) => existsSync(file));
  if (mysqld !== undefined && root === '' && !isMariaDb(mysqld)) return { root: '', command: [mysqld] };
  throw new Error(
    [
      'The tests need a MySQL server (not MariaDB, which signs in and locks in other ways), and found none:',
      root === '' ? 'no mysqld of MySQL is on PATH.' : `WAFFLE_MYSQL_ROOT=${root} holds no usr/sbin/mysqld.`,
      'Install mysql-server (MySQL 8.4 or later), or set WAFFLE_MYSQL_ROOT to a root file system that has it (needs root).',
    ].join('\n'),
  );
}

const isMariaDb = (mysqld: string) =>
  execFileSync(mysqld, ['--version'], { encoding: 'utf8' }).includes('MariaDB');

function initialize({ command }: Installation, directory: string, inside: string): void {
  mkdirSync(join(directory, 'run'));
  writeFileSync(
    join(directory, 'init.sql'),
    `CREATE USER '${testUser.user}'@'%' IDENTIFIED BY '${testUser.password}';\nGRANT ALL ON *.* TO '${testUser.user}'@'%' WITH GRANT OPTION;\n`,
  );
  const [program = '', ...args] = command;
  const options = [
    '--no-defaults',
    '--initialize-insecure',
    `--datadir=${inside}/data`,
    `--init-file=${inside}/init.sql`,
  ];
  execFileSync(program, [...args, ...options, ...flags], { stdio: 'pipe', timeout: 120_000 });
}

function makeCertificate(directory: string): void {
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-noenc',
    '-keyout',
    join(directory, 'key.pem'),
  ];
  const certificate = ['-subj', '/CN=waffle-test', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  execFileSync(
    'openssl',
    ['req', '-x509', ...key, ...certificate, '-out', join(directory, 'certificate.pem')],
    { stdio: 'pipe' },
  );
}

function start({ command }: Installation, directory: string, inside: string, port: number): Promise<Daemon> {
  const [program = '', ...args] = command;
  const tls = [`--ssl-cert=${inside}/certificate.pem`, `--ssl-key=${inside}/key.pem`];
  const paths = [`--datadir=${inside}/data`, `--socket=${inside}/run/s`, `--pid-file=${inside}/run/pid`];
  return Daemon.start({
    command: program,
    args: [...args, '--no-defaults', ...paths, ...tls, `--port=${port}`, ...flags],
    logFile: join(directory, 'log'),
    probe: async () => {
      const connection = await createConnection({
        host: '127.0.0.1',
        port,
        ...testUser,
        allowPublicKeyRetrieval: true,
      });
      await connection.end();
    },
    timeoutMs: 60_000,
  });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('A TCP server has no port.');
  return address.port;
}
