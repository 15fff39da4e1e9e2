import { PrismaMariaDb } from '@prisma/adapter-mariadb';

import type { DatabaseSettings } from '../../config';
import type { Tracer } from '../tracer';
import { acquireTimeoutMs, connectionOptions } from './connection-options';
import { PrismaClient, type Prisma } from './generated/client';
import { traceQueries } from './trace-queries';

export type Database = PrismaClient;

/** What a service uses inside a transaction; `Database` is one too. */
export type DatabaseClient = Prisma.TransactionClient;

/** Connections of one process. Two slots share the limit of the smallest RDS class (about 60) during a release. */
const connectionLimit = 10;

/** Connects lazily: the process starts, and says that it is not ready, also while the database is away. */
export function createDatabase(settings: DatabaseSettings, tracer?: Tracer): Database {
  const adapter = new PrismaMariaDb(
    { ...connectionOptions(settings), connectionLimit, acquireTimeout: acquireTimeoutMs },
    { database: settings.name },
  );
  return new PrismaClient({
    // Errors go to the log, where the source around a call says nothing.
    errorFormat: 'minimal',
    adapter: tracer === undefined ? adapter : traceQueries(adapter, tracer),
  });
}
