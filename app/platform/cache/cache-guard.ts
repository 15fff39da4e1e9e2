import type { RedisGuard } from '../redis/redis-guard';
import type { UntoldKeys } from './untold-keys';

/** What the caches know of Redis. */
export interface CacheGuard {
  /** Whether Redis tells of changes before a write is answered, so that it need not be asked. */
  readonly isHeard: boolean;
  /** Whether what Redis has told of changes is all that there was to tell; `nowMs` is the time of `performance`. */
  isTrusted(nowMs: number): boolean;
  /** The result of the work; undefined when Redis cannot be used. Never rejects. */
  attempt<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** Deletes keys; afterwards no process takes them for current. */
  forget(keys: readonly string[]): Promise<void>;
}

/**
 * Of a Redis on a network. What it tells may be late there, so it is asked each time. And one process may be cut off from it
 * while others are not: what such a one has to tell goes by the database, and who does not hear from there asks nothing of Redis.
 */
export class SharedCacheGuard implements CacheGuard {
  readonly isHeard = false;

  constructor(
    private readonly guard: RedisGuard,
    private readonly untold: UntoldKeys,
  ) {}

  isTrusted(): boolean {
    return false;
  }

  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.untold.isHeard(performance.now()) ? this.guard.attempt(work) : undefined;
  }

  /** Rejects when neither Redis nor the database can be told: then the write is not answered as done. */
  async forget(keys: readonly string[]): Promise<void> {
    if (!(await this.guard.tell(keys))) await this.untold.leave(keys);
  }
}
