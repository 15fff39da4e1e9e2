import type { Connection } from 'mariadb';

import type { TestDatabase } from './test-database';

/** By what the driver sets a new connection up: on a busy machine the pool may open one at any time. */
const setsUp = /^(SET (NAMES|time_zone)|SELECT @@)/i;

/** What the server has run in this database meanwhile, as it notes it itself: whichever library asked. */
export async function recordStatements(
  database: TestDatabase,
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const { connection } = database;
  // The log is the server's, and other test files use it too.
  await connection.query("SELECT GET_LOCK('general log', 60)");
  await connection.query("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = ON");
  try {
    const [{ now }] = await connection.query('SELECT NOW(6) AS now');
    await work();
    return await statementsSince(database, now);
  } finally {
    await connection.query("SET GLOBAL general_log = OFF; SELECT RELEASE_LOCK('general log')");
  }
}

async function statementsSince({ connection, settings }: TestDatabase, start: Date) {
  const rows: { thread: bigint | number; statement: string }[] = await connection.query(
    `SELECT thread_id AS thread, CONVERT(argument USING utf8mb4) AS statement FROM mysql.general_log
     WHERE event_time >= ? AND command_type IN ('Execute', 'Query') AND thread_id <> CONNECTION_ID()`,
    [start],
  );
  const threads = await threadsOf(connection, settings.name);
  return rows
    .filter(({ thread, statement }) => threads.has(Number(thread)) && !setsUp.test(statement))
    .map(({ statement }) => statement);
}

/** Not from information_schema.PROCESSLIST: it fails while any connection runs a statement with an emoji (MySQL 9.7: its INFO is utf8mb3). */
async function threadsOf(connection: Connection, database: string): Promise<ReadonlySet<number>> {
  const processes: { Id: bigint | number; db: string | null }[] = await connection.query('SHOW PROCESSLIST');
  return new Set(processes.filter(({ db }) => db === database).map(({ Id }) => Number(Id)));
}
