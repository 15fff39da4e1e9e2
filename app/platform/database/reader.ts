import { createPool } from 'mariadb';

import type { DatabaseSettings } from '../../config';
import type { Tracer } from '../tracer';
import { acquireTimeoutMs, connectionOptions } from './connection-options';
import { timed } from './trace-queries';

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
export function createReader(settings: DatabaseSettings, tracer?: Tracer): Reader {
  const pool = createPool({
    ...connectionOptions(settings),
    connectionLimit,
    minimumIdle: 1,
    acquireTimeout: acquireTimeoutMs,
    dateStrings: true,
    bigIntAsNumber: true,
  });
  const reader: Reader = {
    query: (sql, ...values) => pool.execute(sql, values),
    close: () => pool.end(),
  };
  return tracer === undefined ? reader : traceReader(reader, tracer);
}

const traceReader = (reader: Reader, tracer: Tracer): Reader => ({
  ...reader,
  query: (sql, ...values) => timed(tracer, sql, values, () => reader.query(sql, ...values)),
});
