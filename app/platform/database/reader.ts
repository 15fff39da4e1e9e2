import { createPool } from 'mariadb';

import type { DatabaseSettings } from '../../config';
import { connectionOptions } from './connection-options';

/** Connections of one process for reads, beside those of Prisma. */
const connectionLimit = 4;

/** Runs a query as a prepared statement. Dates come as text, as MySQL writes them. */
export interface Reader {
  query<Row>(sql: string, ...values: readonly (string | number)[]): Promise<Row[]>;
  close(): Promise<void>;
}

/**
 * The driver without Prisma around it, for the reads that every client makes all the time: a quarter of the time, and the
 * query compiler is not loaded before the first write. Connects lazily.
 */
export function createReader(settings: DatabaseSettings): Reader {
  const pool = createPool({
    ...connectionOptions(settings),
    connectionLimit,
    minimumIdle: 1,
    acquireTimeout: 5_000,
    dateStrings: true,
    bigIntAsNumber: true,
  });
  return {
    query: (sql, ...values) => pool.execute(sql, values),
    close: () => pool.end(),
  };
}
