import { type Connection, createConnection } from 'mariadb';

import type { DatabaseSettings } from '../../config';
import { connectionOptions } from './connection-options';

/** The database does not answer, or does not let one in: what is the matter, and what a person does about it. */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';
}

/** One connection for a program that does one thing; it is closed afterwards. @throws DatabaseUnreachable */
export async function withConnection<T>(
  settings: DatabaseSettings,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(settings);
  try {
    return await work(connection);
  } finally {
    // A lost connection cannot be ended, and need not be.
    await connection.end().catch(() => undefined);
  }
}

async function connect(settings: DatabaseSettings): Promise<Connection> {
  try {
    const connection = await createConnection({ ...connectionOptions(settings), multipleStatements: true });
    // A connection that is lost between two queries fails the next one; without a listener it would end the process.
    connection.on('error', () => undefined);
    return connection;
  } catch (cause) {
    const { sqlMessage, message } = cause as { sqlMessage?: string | null; message: string };
    const { host, port, socket = `${host}:${port}`, name, user } = settings;
    throw new DatabaseUnreachable(
      `Cannot connect to the database ${name} at ${socket} as ${user}: ${sqlMessage ?? message}\n` +
        'Check that it runs, that this machine may reach it, and its settings (DATABASE_…).',
      { cause },
    );
  }
}
