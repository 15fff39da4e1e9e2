import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { type Connection, createConnection } from 'mariadb';
import { exitCodes, UserError } from '../io/errors';
import type { ClientLogin } from './client-options';

export interface DatabaseLogin extends ClientLogin {
  /** Whom the certificate has to name: the database, not the tunnel's end. */
  readonly host: string;
  /** PEM. */
  readonly ca: string;
}

export type TableRows = ReadonlyMap<string, number>;

/** A connection through the tunnel, whose certificate leads to the trust anchors and names the database itself. */
export async function openDatabase(login: DatabaseLogin): Promise<Connection> {
  const { host, port, user, password, database, ca } = login;
  const options = {
    host: '127.0.0.1',
    port,
    user,
    password,
    database,
    connectTimeout: 15_000,
    permitRedirect: false,
    ssl: verifiedTls(host, ca),
  };
  try {
    return await createConnection(options);
  } catch (error) {
    throw explained(error, login) ?? error;
  }
}

const verifiedTls = (host: string, ca: string) => ({
  ca,
  rejectUnauthorized: true,
  servername: host,
  checkServerIdentity: (_tunnel: string, certificate: PeerCertificate) =>
    checkServerIdentity(host, certificate),
});

/** Rows of each table, counted. */
export async function countRows(connection: Connection, database: string): Promise<TableRows> {
  const tables = await connection.query<{ name: string }[]>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE' ORDER BY table_name",
    [database],
  );
  const rows = new Map<string, number>();
  for (const { name } of tables) {
    const [count] = await connection.query<{ n: bigint }[]>(
      `SELECT COUNT(*) AS n FROM ${connection.escapeId(database)}.${connection.escapeId(name)}`,
    );
    rows.set(name, Number(count?.n ?? 0));
  }
  return rows;
}

/** Columns whose values the server makes: mariadb-dump writes these down, and MySQL refuses to be told them (error 3105). */
export async function generatedColumns(connection: Connection, database: string): Promise<readonly string[]> {
  const columns = await connection.query<{ name: string }[]>(
    "SELECT CONCAT(table_name, '.', column_name) AS name FROM information_schema.columns WHERE table_schema = ? AND generation_expression <> '' ORDER BY 1",
    [database],
  );
  return columns.map(({ name }) => name);
}

/**
 * With a binary log, which RDS writes where it makes backups, only who has SUPER or is trusted makes triggers and functions
 * (error 1419); RDS gives nobody SUPER. MysqlDatabase has all trusted, a stack from before it did has not.
 */
export async function allowsTriggers(connection: Connection): Promise<boolean> {
  const [log] = await connection.query<{ logs: number; trusts: number }[]>(
    'SELECT @@log_bin AS logs, @@log_bin_trust_function_creators AS trusts',
  );
  if (log === undefined || Number(log.logs) === 0 || Number(log.trusts) === 1) return true;
  const grants = await connection.query<Record<string, string>[]>('SHOW GRANTS');
  return grants.some((grant) => /\bSUPER\b|\bALL PRIVILEGES ON \*\.\*/.test(Object.values(grant).join(' ')));
}

interface DriverError extends Error {
  readonly errno?: number;
  readonly code?: string;
  readonly sqlMessage?: string;
}

const isUntrusted = (text: string) =>
  /certificate|self.signed|altnames|ssl not enabled|unable to (?:get|verify)/i.test(text);

function explained(error: unknown, { host, user }: DatabaseLogin): UserError | undefined {
  const { errno, message, sqlMessage = message, cause } = error as DriverError;
  const text = [sqlMessage, cause instanceof Error ? cause.message : ''].join(' ').trim();
  if (errno === 1045) {
    return new UserError(`${host} refuses the user ${user}: ${sqlMessage}`, {
      code: exitCodes.unreachable,
      fix: 'SSM holds another password than the database was made with',
      cause: error,
    });
  }
  if (!isUntrusted(text)) return undefined;
  return new UserError(`What answers is not proven to be ${host}, so no password goes there: ${text}`, {
    code: exitCodes.unreachable,
    fix: 'the setting databaseCaUrl says who may sign its certificate',
    cause: error,
  });
}
