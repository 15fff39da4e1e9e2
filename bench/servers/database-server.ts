import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { type Connection, createConnection } from 'mariadb';

import { startMysqlServer, testUser } from '../../test/helpers/mysql-server';
import { startMariadbServer } from './mariadb-server';
import { moveProcess, processors } from '../machine/processors';

export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly password: string;
  readonly passwordFile: string;
  readonly caFile: string;
}

export interface DatabaseServer {
  readonly address: DatabaseAddress;
  /** Such as `MySQL 9.7.1`. */
  readonly version: string;
  readonly pid: number;
  /** An administrator's. */
  readonly connection: Connection;
  readonly stop: () => Promise<void>;
}

const name = 'bench';

export type DatabaseKind = 'mariadb' | 'mysql';

/** Debian's MariaDB or the MySQL of the tests, with an empty database, on the processor of the servers. */
export async function startDatabaseServer(
  kind: DatabaseKind,
  directory: string,
  signal: AbortSignal,
  mysqlFlags: readonly string[] = [],
): Promise<DatabaseServer> {
  const server =
    kind === 'mysql' ? startMysqlServer({ flags: mysqlFlags }) : startMariadbServer(directory, signal);
  const { port, pid, caFile, stop } = await server;
  await moveProcess(pid, processors.servers);
  const passwordFile = path.join(directory, 'database-password');
  writeFileSync(passwordFile, testUser.password, { mode: 0o600 });
  const host = '127.0.0.1';
  const connection = await createConnection({ host, port, ...testUser, allowPublicKeyRetrieval: true });
  await connection.query(`CREATE DATABASE ${name}`);
  await connection.query(`USE ${name}`);
  return {
    pid,
    address: { host, port, name, ...testUser, passwordFile, caFile },
    version: `${kind === 'mysql' ? 'MySQL' : 'MariaDB'} ${connection.serverVersion()}`,
    connection,
    stop: async () => {
      await connection.end();
      await stop();
    },
  };
}
