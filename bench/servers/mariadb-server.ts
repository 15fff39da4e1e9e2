import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createConnection } from 'mariadb';

import { UserError } from '../../bin/io/errors';
import { freePort } from '../../bin/io/free-port';
import { run, start } from '../../bin/io/run';
import { makeCertificate, type MysqlServer, testUser } from '../../test/helpers/mysql-server';
import { onServerProcessor } from '../machine/processors';

const startTimeoutMs = 30_000;

/** The same settings as the MySQL of the tests: little memory, no durability. */
const flags = [
  ...[
    '--skip-log-bin',
    '--skip-name-resolve',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-doublewrite=OFF',
  ],
  ...['--innodb-buffer-pool-size=64M', '--max-connections=400', '--bind-address=127.0.0.1'],
];

/** Debian's MariaDB with an empty data directory on a free port. */
export async function startMariadbServer(directory: string, signal: AbortSignal): Promise<MysqlServer> {
  const home = path.join(directory, 'mariadb');
  const data = path.join(home, 'data');
  mkdirSync(data, { recursive: true });
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const install = [
    'mariadb-install-db',
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
  ];
  await run([...install, ...user], { signal, timeoutMs: 60_000 });
  const caFile = makeCertificate(home);
  const port = await freePort();
  const files = [`--datadir=${data}`, `--socket=${home}/socket`, `--pid-file=${home}/pid`];
  const tls = [`--ssl-cert=${caFile}`, `--ssl-key=${home}/key.pem`, `--init-file=${makeUser(home)}`];
  const server = await start(
    onServerProcessor(['mariadbd', '--no-defaults', ...user, ...files, ...tls, `--port=${port}`, ...flags]),
    { signal, outputFile: path.join(home, 'log') },
  );
  await untilReady(port, signal);
  return {
    port,
    pid: server.pid,
    socket: path.join(home, 'socket'),
    caFile,
    stop: async () => void (await server.stop()),
  };
}

function makeUser(home: string): string {
  const { user, password } = testUser;
  const file = path.join(home, 'init.sql');
  writeFileSync(
    file,
    `CREATE USER '${user}'@'%' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO '${user}'@'%' WITH GRANT OPTION;\n`,
  );
  return file;
}

async function untilReady(port: number, signal: AbortSignal): Promise<void> {
  const deadlineMs = performance.now() + startTimeoutMs;
  while (performance.now() < deadlineMs) {
    signal.throwIfAborted();
    const connection = await createConnection({ host: '127.0.0.1', port, ...testUser }).catch(
      () => undefined,
    );
    if (connection !== undefined) return connection.end();
    await sleep(50);
  }
  throw new UserError(`MariaDB did not answer within ${startTimeoutMs / 1000} s.`);
}
