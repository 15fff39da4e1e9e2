import type { Redis } from 'ioredis';

import type { Tracer } from '../tracer';
import { type Answer, LeasedCache, type LeasedCacheOptions } from './leased-cache';

/** A cache; with a tracer, one that tells it of everything. */
export const openCache = (options: LeasedCacheOptions, tracer: Tracer | undefined): LeasedCache =>
  tracer === undefined ? new LeasedCache(options) : new TracedCache(options, tracer);

class TracedCache extends LeasedCache {
  readonly #redis: Redis;

  constructor(
    options: LeasedCacheOptions,
    private readonly tracer: Tracer,
  ) {
    super(options);
    this.#redis = options.redis;
  }

  override async get<V extends Buffer | undefined>(
    key: string,
    load: () => Promise<V>,
    peeked = this.peek(key),
  ): Promise<Answer<Buffer | V>> {
    const startMs = performance.now();
    const answer = await super.get(key, load, peeked);
    const ms = performance.now() - startMs;
    const outcome = answer.hit ? 'hit' : 'miss';
    this.tracer.cache({ operation: 'get', key, outcome, startMs, ms, ...(await this.#timeToLive(key)) });
    return answer;
  }

  override async invalidate(keys: readonly string[]): Promise<void> {
    const startMs = performance.now();
    await super.invalidate(keys);
    const ms = performance.now() - startMs;
    for (const key of keys) this.tracer.cache({ operation: 'delete', key, outcome: 'deleted', startMs, ms });
  }

  /** Without it where the entry is not kept, or Redis is away. */
  async #timeToLive(key: string): Promise<{ ttlSeconds?: number }> {
    const seconds = await this.#redis.ttl(key).catch(() => -1);
    return seconds < 0 ? {} : { ttlSeconds: seconds };
  }
}
