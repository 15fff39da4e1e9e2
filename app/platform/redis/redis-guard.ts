import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Pause between two questions whether Redis can be used again. */
const probePauseMs = 200;

/**
 * Keeps requests from waiting for a Redis that is away, slow or full: after the first failure they do without it, and
 * a probe in the background finds out when it is back.
 */
export class RedisGuard {
  #closed = false;
  #stopped = false;
  /** Keys that Redis was not told to forget; it is not asked before it was. */
  readonly #untold = new Set<string>();

  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {
    redis.on('error', (error) => this.#close(error));
  }

  /** False while requests do without it. */
  get isUsable(): boolean {
    return !this.#closed;
  }

  /** The result of the work; undefined when Redis cannot be used. Never rejects. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#closed) return undefined;
    try {
      return await work();
    } catch (error) {
      this.#close(error);
      return undefined;
    }
  }

  /** Deletes keys: now, or before Redis is asked again. A full Redis still deletes, so it is always tried. Never rejects. */
  async forget(keys: readonly string[]): Promise<void> {
    try {
      await this.redis.del(...keys);
    } catch (error) {
      for (const key of keys) this.#untold.add(key);
      this.#close(error);
    }
  }

  /** Ends the probe. */
  stop(): void {
    this.#stopped = true;
  }

  #close(error: unknown): void {
    if (this.#closed || this.#stopped) return;
    this.#closed = true;
    this.logger.warn({ err: error }, 'Redis cannot be used: lists come from the database');
    this.#probeLater();
  }

  #probeLater(): void {
    setTimeout(() => void this.#probe(), probePauseMs).unref();
  }

  async #probe(): Promise<void> {
    if (this.#stopped) return;
    if (!(await this.#isBack())) {
      this.#probeLater();
      return;
    }
    this.#closed = false;
    this.logger.info('Redis is back');
  }

  /** Whether Redis takes a write, which one that is full does not, and has forgotten what it should. */
  async #isBack(): Promise<boolean> {
    const untold = [...this.#untold];
    this.#untold.clear();
    if (untold.length > 0) await this.forget(untold);
    const answer = await this.redis.set('probe', '1', 'EX', 1).catch(() => undefined);
    return answer === 'OK' && this.#untold.size === 0;
  }
}
