import { readFile } from 'node:fs/promises';
import { UserError } from '../bin/io/errors';
import type { StartedProcess } from '../bin/io/run';
import { waitUntil } from './wait-until';

export interface ReadyOptions {
  readonly name: string;
  /** Gets its output; the end of it explains a failed start. */
  readonly logFile: string;
  /** Resolves once it answers; a rejection means not yet. */
  readonly ready: () => Promise<unknown>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** @default 250 */
  readonly intervalMs?: number;
}

/** Waits for a service that was started. @throws UserError with the end of its log, as soon as it has ended or when it is not ready in time */
export async function untilReady(service: StartedProcess, options: ReadyOptions): Promise<void> {
  const { name, logFile, ready, signal } = options;
  const ended = service.exited.then(() => {
    throw new UserError('it has ended');
  });
  const answers = waitUntil(async () => (await ready(), true), { ...options, what: 'its answer' });
  await Promise.race([ended, answers]).catch(async (error: Error) => {
    signal.throwIfAborted();
    const log = await readFile(logFile, 'utf8');
    throw new UserError(
      `${name} did not start: ${error.message}\n${log.trimEnd().split('\n').slice(-15).join('\n')}`,
    );
  });
}
