import { exitCodes, UserError } from '../bin/io/errors';
import { start, type StartedProcess } from '../bin/io/run';

export interface FileLockOptions {
  /** How long to wait for whoever holds it. */
  readonly timeoutMs: number;
  /** Ends the waiting, not the work. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does the work while no other process holds the file's lock. The kernel drops the lock with this process, however
 * that ends: no lock outlives its owner.
 * @throws UserError when another process held it for all of the time
 */
export async function withFileLock<T>(
  file: string,
  options: FileLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const holder = await hold(file, options);
  try {
    return await work();
  } finally {
    holder.letGo();
    await holder.exited;
  }
}

/** `flock` says when it has the lock and holds it until the end of its standard input, which comes with ours. */
async function hold(file: string, { timeoutMs, signal }: FileLockOptions): Promise<StartedProcess> {
  const seconds = timeoutMs / 1000;
  let onHeld: () => void = () => undefined;
  const held = new Promise<true>((resolve) => (onHeld = () => resolve(true)));
  const holder = await start(
    ['flock', '--timeout', String(seconds), file, 'bash', '-c', 'echo held; cat >/dev/null'],
    { lifeline: true, onLine: () => onHeld() },
  );
  const giveUp = () => void holder.stop();
  signal?.addEventListener('abort', giveUp, { once: true });
  const isHeld = await Promise.race([held, holder.exited.then(() => false)]);
  signal?.removeEventListener('abort', giveUp);
  if (isHeld) return holder;

  signal?.throwIfAborted();
  throw new UserError(`Another process has held the lock ${file} for ${seconds} s.`, {
    code: exitCodes.interrupted,
    fix: 'Wait until it is done, then run this again.',
  });
}
