import type { Database, DatabaseClient } from './database';
import { Prisma } from './generated/client';
import { WorkLimit } from './work-limit';

/** Half of the pool: those who wait for a lock leave connections to those who only read, however many they are. */
const limit = new WorkLimit(5);

const maxAttempts = 5;

/** How long one may wait for a free connection, and how long it may take then. */
const timeouts = { maxWait: 10_000, timeout: 10_000 };

/**
 * Runs `work` in a transaction that sees what others have committed, and again when the database had to break a
 * deadlock with it. Rows that a decision rests on must be locked by `work`, in this order: user, seminar, the rest.
 */
export function inTransaction<T>(
  database: Database,
  work: (client: DatabaseClient) => Promise<T>,
): Promise<T> {
  const run = () => database.$transaction(work, { ...timeouts, isolationLevel: 'ReadCommitted' });
  return limit.run(() => retryingConflicts(run));
}

/** Runs a write again when the database had to undo it for the sake of another one. */
export async function retryingConflicts<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === maxAttempts || !isConflict(error)) throw error;
    }
  }
}

/** What MySQL says to the one of a deadlock whose work it undid, and to whom a lock came too late. */
const conflictCodes = ['1213', '1205'];

/** Prisma names a conflict P2034 in its own queries, and in those of ours only in what the driver said. */
export const isConflict = (error: unknown) =>
  hasCode(error, 'P2034') || conflictCodes.includes(driverCode(error));

/** Whether a write failed because another row has the same unique value. */
export const isDuplicate = (error: unknown) => hasCode(error, 'P2002') || driverCode(error) === '1062';

const hasCode = (error: unknown, code: string) =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;

/** MySQL's own number of an error, be it thrown by the driver or through Prisma. */
function driverCode(error: unknown): string {
  const { errno, meta } = (error ?? {}) as { errno?: number; meta?: DriverMeta };
  return String(errno ?? meta?.driverAdapterError?.cause?.originalCode ?? '');
}

interface DriverMeta {
  readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: string } };
}
