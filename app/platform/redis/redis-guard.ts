import { setTimeout as sleep } from 'node:timers/promises';

import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

import type { CacheGuard } from '../cache/cache-guard';

/** Pause between two heartbeats, and between two questions whether Redis can be used again. */
const heartbeatMs = 100;
const probePauseMs = 200;

/** Budget of a piece of work: a slow Redis costs a request no more than this. */
const budgetMs = 100;

/** So long a process trusts what Redis has told it, counted from the last heartbeat that Redis has answered. */
const trustMs = 250;

/** So long a write tries to tell Redis: until nobody trusts what it said before, whoever is cut off from it, and some more. */
const tellMs = 400;
const tellPauseMs = 20;

/** How connecting fails when there is no Redis for anyone. */
const refusals = ['ECONNREFUSED', 'ENOENT'];

/**
 * Keeps requests from waiting for a Redis that is away, slow or full: after the first failure they do without it, and
 * a probe in the background finds out when it is back.
 *
 * A heartbeat deletes a key, as `forget` does: where it is answered, Redis takes what a write has to tell it.
 */
export class RedisGuard implements CacheGuard {
  /** Of one on this machine; `SharedCacheGuard` is for another one. */
  readonly isHeard = true;
  #closed = false;
  #stopped = false;
  #heartbeat: NodeJS.Timeout | undefined;
  #trustedUntilMs = 0;
  /** When it was last found that there is no Redis. */
  #refusedMs = 0;
  /** Keys that Redis was not told to forget; it is not asked before it was. */
  readonly #untold = new Set<string>();

  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {
    redis.on('error', (error) => this.#notice(error));
    redis.on('close', () => this.#close(new Error('the connection to Redis has ended')));
  }

  /** False while requests do without it. */
  get isUsable(): boolean {
    return !this.#closed;
  }

  /** Whether what Redis has told of changes is all that there was to tell; `nowMs` is the time of `performance`. */
  isTrusted(nowMs: number): boolean {
    return !this.#closed && nowMs < this.#trustedUntilMs;
  }

  /** To be called once the connection was tried. */
  start(): void {
    void this.#beat();
    this.#heartbeat = setInterval(() => void this.#beat(), heartbeatMs).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#heartbeat);
  }

  /** The result of the work; undefined when Redis cannot be used. Never rejects. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#closed) return undefined;
    try {
      return await inTime(work());
    } catch (error) {
      this.#close(error);
      return undefined;
    }
  }

  /**
   * Deletes keys, now or before Redis is asked again. Afterwards no process takes them for current: Redis has told those
   * that have read them, or there is no Redis, or nobody has trusted it for a while. Never rejects.
   */
  async forget(keys: readonly string[]): Promise<void> {
    const startMs = performance.now();
    while (!(await this.tell(keys)) && !this.#isDistrusted(startMs)) await sleep(tellPauseMs);
  }

  /** Whether Redis was told to delete keys. Always tried: a full one still deletes, and one that is silent will, before it answers anyone. */
  async tell(keys: readonly string[]): Promise<boolean> {
    try {
      await inTime(this.redis.del(...keys));
      // Redis answers this one in its next turn, and what it has to tell others of the first leaves it before.
      await inTime(this.redis.ping());
      return true;
    } catch (error) {
      for (const key of keys) this.#untold.add(key);
      this.#close(error);
      return false;
    }
  }

  /** Whether nobody trusts any longer what Redis has told before that time. */
  #isDistrusted(sinceMs: number): boolean {
    return this.#refusedMs > sinceMs || performance.now() > sinceMs + tellMs;
  }

  async #beat(): Promise<void> {
    const startMs = performance.now();
    const answer = await this.attempt(() => this.redis.del('heartbeat'));
    if (answer !== undefined) this.#trustedUntilMs = startMs + trustMs;
  }

  #notice(error: Error & { readonly code?: string }): void {
    if (refusals.includes(error.code ?? '')) this.#refusedMs = performance.now();
    this.#close(error);
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
    if (untold.length > 0 && !(await this.tell(untold))) return false;
    const answer = await inTime(this.redis.set('probe', '1', 'EX', 1)).catch(() => undefined);
    return answer === 'OK' && this.#untold.size === 0;
  }
}

/**
 * The result of the work, if it comes within the budget. A process that was busy meanwhile reads what has arrived before
 * it says that the time is over: its own delay is none of Redis.
 */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const refuse = () => reject(new Error(`Redis did not answer within ${budgetMs} ms`));
    timer = setTimeout(() => setImmediate(refuse), budgetMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
