import { setTimeout as sleep } from 'node:timers/promises';

import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Pause between two questions whether Redis answers, and between two whether it can be used again. */
const heartbeatMs = 100;
const probePauseMs = 200;

/** In this time every process has noticed that Redis does not answer: a heartbeat, the time it may take, and some more. */
const noticeMs = 250;

/**
 * Keeps requests from waiting for a Redis that is away, slow or full: after the first failure they do without it, and
 * a probe in the background finds out when it is back. A heartbeat finds out that it is away when nobody asks.
 */
export class RedisGuard {
  #closed = false;
  #stopped = false;
  #heartbeat: NodeJS.Timeout | undefined;
  /** Keys that Redis was not told to forget; it is not asked before it was. */
  readonly #untold = new Set<string>();

  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {
    redis.on('error', (error) => this.#close(error));
    redis.on('close', () => this.#close(new Error('the connection to Redis has ended')));
  }

  /** False while requests do without it. */
  get isUsable(): boolean {
    return !this.#closed;
  }

  /** To be called once the connection was tried. */
  start(): void {
    this.#heartbeat = setInterval(() => void this.attempt(() => this.redis.ping()), heartbeatMs).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#heartbeat);
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

  /**
   * Deletes keys, now or before Redis is asked again. Afterwards no process takes them for current: Redis has told those
   * that have read them, or they have noticed that it is away. A full Redis still deletes, so it is always tried. Never
   * rejects.
   */
  async forget(keys: readonly string[]): Promise<void> {
    const wasClosed = this.#closed;
    try {
      await this.redis.del(...keys);
      // Redis answers this one in its next turn, and what it has to tell others of the first leaves it before.
      await this.redis.ping();
    } catch (error) {
      for (const key of keys) this.#untold.add(key);
      this.#close(error);
      if (!wasClosed) await sleep(noticeMs);
    }
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
