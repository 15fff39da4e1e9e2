import path from 'node:path';
import type { Layout } from './layout';

/** MySQL and MariaDB are started alike and made differently. */
export type Engine = 'mysql' | 'mariadb';

export const engineNames: Readonly<Record<Engine, string>> = { mysql: 'MySQL', mariadb: 'MariaDB' };

export const databaseName = 'waffle';
export const databaseUser = 'waffle';

/** What `mysqld --version` says it is. */
export const engineOf = (versionText: string): Engine => (/mariadb/i.test(versionText) ? 'mariadb' : 'mysql');

export interface DatabasePrograms {
  readonly engine: Engine;
  readonly server: string;
  /** MariaDB's `mariadb-install-db`; MySQL's server makes its files itself. */
  readonly install: string;
}

export const dataDirectoryOf = ({ dataDirectory }: Layout, engine: Engine) =>
  path.join(dataDirectory, engine);

export const initFileOf = ({ directory }: Layout) => path.join(directory, 'database-init.sql');

/**
 * Makes an empty data directory whose `root` has no password: only its owner gets to the socket. Run it where the
 * directory shall be: MariaDB's is a shell script that breaks at spaces of a path.
 */
export function createDataArgv(
  { engine, server, install }: DatabasePrograms,
  directory: string,
  runsAsRoot: boolean,
): string[] {
  const user = runsAsRoot ? ['--user=root'] : [];
  if (engine === 'mysql')
    return [server, '--no-defaults', '--initialize-insecure', ...user, `--datadir=${directory}`];
  return [
    install,
    '--no-defaults',
    ...user,
    `--datadir=./${path.basename(directory)}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ];
}

/** No network, little memory, the time zone and character set of the deployed one. */
export function serveDatabaseArgv(
  { engine, server }: DatabasePrograms,
  layout: Layout,
  runsAsRoot: boolean,
): string[] {
  return [
    server,
    '--no-defaults',
    ...(runsAsRoot ? ['--user=root'] : []),
    `--datadir=${dataDirectoryOf(layout, engine)}`,
    `--socket=${layout.databaseSocket}`,
    `--init-file=${initFileOf(layout)}`,
    '--skip-networking',
    '--skip-log-bin',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--default-time-zone=+00:00',
    '--innodb-buffer-pool-size=64M',
    '--innodb-flush-log-at-trx-commit=2',
    '--performance-schema=OFF',
    '--max-connections=50',
    ...(engine === 'mysql' ? ['--mysqlx=OFF', '--secure-file-priv=NULL'] : []),
  ];
}

/**
 * Run at each start of the server, one statement a line. Nobody has a password: only this user gets to the socket. (The
 * driver could not sign in with one either: it asks MySQL for a key that MySQL gives to network clients alone.)
 */
export const initSql = [
  `CREATE DATABASE IF NOT EXISTS ${databaseName} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
  `CREATE USER IF NOT EXISTS '${databaseUser}'@'localhost';`,
  `GRANT ALL ON ${databaseName}.* TO '${databaseUser}'@'localhost';`,
  '',
].join('\n');
