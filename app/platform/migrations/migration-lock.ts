import { setTimeout as sleep } from 'node:timers/promises';

import type { Connection } from 'mariadb';

import { MigrationError } from './migration-error';

/** Prisma's own tool takes the same one, so both exclude each other. It dies with the connection that holds it. */
const lockName = 'prisma_migrate';

/** How long one wait lasts before the next word about it. */
const waitSeconds = 2;

export interface LockOptions {
  readonly timeoutSeconds: number;
  /** Told now and then who holds the lock and for how long we have waited. */
  readonly onWait: (message: string) => void;
}

/** Runs `work` under the lock. Throws `MigrationError` when another one keeps it too long. */
export async function withMigrationLock<T>(
  connection: Connection,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  await acquire(connection, options);
  try {
    return await work();
  } finally {
    // The connection may be gone, and the lock with it.
    await connection.query('SELECT RELEASE_LOCK(?)', [lockName]).catch(() => undefined);
  }
}

async function acquire(connection: Connection, { timeoutSeconds, onWait }: LockOptions): Promise<void> {
  const startMs = performance.now();
  const waitedSeconds = () => Math.round((performance.now() - startMs) / 1000);
  for (let holder = ''; ;) {
    const left = Math.max(0, timeoutSeconds - waitedSeconds());
    if (await tryLock(connection, Math.min(holder === '' ? 0 : waitSeconds, left))) return;
    holder = await describeHolder(connection);
    if (waitedSeconds() >= timeoutSeconds) throw tooLong(holder, timeoutSeconds);
    onWait(
      `Waiting for the migration lock for ${waitedSeconds()} of at most ${timeoutSeconds} s: ${holder}.`,
    );
    await sleep(0);
  }
}

async function tryLock(connection: Connection, seconds: number): Promise<boolean> {
  const [row] = await connection.query('SELECT GET_LOCK(?, ?) AS got', [lockName, seconds]);
  return Number(row.got) === 1;
}

/** As much as the server tells this user; without the PROCESS privilege only its own connections are listed. */
async function describeHolder(connection: Connection): Promise<string> {
  const [lock] = await connection.query('SELECT IS_USED_LOCK(?) AS id', [lockName]);
  if (lock.id === null) return 'its holder has just let go';
  const processes: { Id: unknown; User: string; Host: string }[] = await connection.query('SHOW PROCESSLIST');
  const process = processes.find(({ Id }) => Number(Id) === Number(lock.id));
  const who = process === undefined ? '' : ` (${process.User} from ${process.Host})`;
  return `database connection ${lock.id}${who} holds it`;
}

const tooLong = (holder: string, timeoutSeconds: number) =>
  new MigrationError(
    `Another migration run kept the lock "${lockName}" for more than ${timeoutSeconds} s: ${holder}.`,
    'Nothing was changed. Let that run end, or end its connection (KILL <id>), then run this again.',
    'locked',
  );
