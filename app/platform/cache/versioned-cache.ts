import { randomUUID } from 'node:crypto';

import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

export interface VersionedCacheOptions<Name extends string> {
  readonly redis: Redis;
  readonly logger: Logger;
  readonly ttlSeconds: number;
  /** Key of an entry. */
  readonly keyOf: (name: Name) => string;
  /** Names of all entries; a write makes all of them old. */
  readonly names: readonly Name[];
  /** Key of the version, which every write changes. */
  readonly versionKey: string;
}

/** How long Redis is left alone after a failure, so that requests do not pay its timeout one by one. */
const restMs = 1_000;

/** Sets an entry only while the version is the one that its value was loaded under. */
const setIfUnchanged = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
return 1`;

/**
 * Entries that are loaded from the same data and become old together. A value loaded before a write is never kept after
 * it, one load serves all who wait for it, and without Redis every value is loaded.
 */
export class VersionedCache<Name extends string> {
  /** Loads under way, by entry and version: who asks after a write does not get a value from before it. */
  readonly #loads = new Map<string, Promise<Buffer>>();
  #restUntilMs = 0;
  /** Writes so far, and how many of them Redis was told of; entries may be old while these differ. */
  #writes = 0;
  #writesTold = 0;

  constructor(private readonly options: VersionedCacheOptions<Name>) {}

  async get(name: Name, load: () => Promise<Buffer>): Promise<{ value: Buffer; hit: boolean }> {
    const found = await this.#find(name);
    if (found === undefined) return { value: await load(), hit: false };
    if (found.value !== null) return { value: found.value, hit: true };
    return { value: await this.#loadOnce(name, found.version, load), hit: false };
  }

  /** To be called after every write that changes what the entries show. Never throws. */
  async invalidate(): Promise<void> {
    this.#writes++;
    await this.#attempt(() => this.#changeVersion());
  }

  /** The entry and the version; undefined while Redis cannot be used. */
  async #find(name: Name) {
    if (performance.now() < this.#restUntilMs) return undefined;
    const { redis, versionKey, keyOf } = this.options;
    return this.#attempt(async () => {
      if (this.#writesTold < this.#writes) await this.#changeVersion();
      const [version, value = null] = await redis.mgetBuffer(versionKey, keyOf(name));
      return { version: version?.toString() ?? '', value };
    });
  }

  async #loadOnce(name: Name, version: string, load: () => Promise<Buffer>): Promise<Buffer> {
    const flight = `${name}@${version}`;
    const running = this.#loads.get(flight) ?? this.#loadAndKeep(name, version, load);
    this.#loads.set(flight, running);
    return running.finally(() => this.#loads.delete(flight));
  }

  async #loadAndKeep(name: Name, version: string, load: () => Promise<Buffer>): Promise<Buffer> {
    const { redis, versionKey, keyOf, ttlSeconds } = this.options;
    const value = await load();
    await this.#attempt(() =>
      redis.eval(setIfUnchanged, 2, versionKey, keyOf(name), version, value, ttlSeconds),
    );
    return value;
  }

  async #changeVersion(): Promise<void> {
    const { redis, versionKey, keyOf, names } = this.options;
    const writes = this.#writes;
    await redis.multi().set(versionKey, randomUUID()).del(names.map(keyOf)).exec();
    this.#writesTold = Math.max(this.#writesTold, writes);
  }

  async #attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (error) {
      this.#restUntilMs = performance.now() + restMs;
      this.options.logger.debug({ err: error }, 'the cache is left alone for a moment');
      return undefined;
    }
  }
}
