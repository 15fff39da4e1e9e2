import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, UserError } from '../bin/io/errors';

export interface WaitOptions {
  /** What is waited for, for the message. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** @default 250 */
  readonly intervalMs?: number;
}

/** What a question throws when no answer will ever come. */
export class NothingToWaitFor extends UserError {
  override readonly name = 'NothingToWaitFor';
}

/**
 * Asks until the answer is not undefined. A question that throws counts as no answer yet.
 * @throws UserError after the time, with what the last question said; NothingToWaitFor as soon as it says so
 */
export async function waitUntil<T>(question: () => Promise<T | undefined>, options: WaitOptions): Promise<T> {
  const { what, timeoutMs, signal, intervalMs = 250 } = options;
  const deadline = Date.now() + timeoutMs;
  let last = 'no answer';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const answer = await question().catch((error: unknown) => {
      if (error instanceof NothingToWaitFor) throw error;
      last = error instanceof Error ? error.message : String(error);
      return undefined;
    });
    if (answer !== undefined) return answer;
    await sleep(intervalMs, undefined, { signal });
  }
  throw new UserError(`${what}: not within ${timeoutMs / 1000} s (${last})`, { code: exitCodes.interrupted });
}
