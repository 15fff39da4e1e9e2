import type { Database, DatabaseClient } from './database';
import { Prisma } from './generated/client';

const maxAttempts = 3;

/** How long one may wait for a free connection, and how long it may take then. */
const timeouts = { maxWait: 10_000, timeout: 10_000 };

/**
 * Runs `work` in a transaction that sees what others have committed, and again when the database had to break a
 * deadlock with it. Rows that a decision rests on must be locked by `work`.
 */
export async function inTransaction<T>(
  database: Database,
  work: (client: DatabaseClient) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.$transaction(work, { ...timeouts, isolationLevel: 'ReadCommitted' });
    } catch (error) {
      if (attempt === maxAttempts || !isDeadlock(error)) throw error;
    }
  }
}

const hasCode = (error: unknown, code: string) =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;

const isDeadlock = (error: unknown) => hasCode(error, 'P2034');

/** Whether a write failed because another row has the same unique value. */
export const isDuplicate = (error: unknown) => hasCode(error, 'P2002');
