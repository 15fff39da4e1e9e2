import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Redis } from 'ioredis';

import type { CacheGuard } from './cache-guard';
import { Coalescer } from './coalescer';
import type { Tags } from './tags';

export interface LeasedCacheOptions {
  readonly redis: Redis;
  readonly guard: CacheGuard;
  /** Shared with other caches, so that Redis is asked for the entries of all of them at once. */
  readonly tags: Tags;
  readonly ttlSeconds: number;
}

/** Undefined is what is not there; it is not kept. */
type Value = Buffer | undefined;

export interface Answer<V extends Value = Buffer> {
  readonly value: V;
  readonly hit: boolean;
}

/** An entry is a hash of a value and a tag, which is another one each time a value is kept. */
interface Entry {
  readonly tag: string;
  readonly value: Buffer;
}

/** A load that takes longer is not kept; a process that dies blocks nobody for longer. */
const leaseMs = 5_000;

/** How long one waits for the load of another process before one loads by oneself. */
const patienceMs = 1_000;
const pollPauseMs = 10;

/** So many entries stay in the process too, to be used while Redis holds the same tag. */
const maxCopies = 10_000;

/**
 * The entry; otherwise 1 for whoever gets the lease and 0 for the others. Something else under the key, of another version
 * or a person, makes room. KEYS: entry, lease; ARGV: tag, milliseconds.
 */
const findOrLease = `
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'hash' and kind ~= 'none' then redis.call('DEL', KEYS[1]) end
local entry = redis.call('HMGET', KEYS[1], 'tag', 'value')
if entry[1] and entry[2] then return entry end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return 0`;

/** Ends a lease that still holds, and keeps the value, if there is one. KEYS: entry, lease; ARGV: tag, seconds, value. */
const keepIfLeased = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
if not ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], 'tag', ARGV[1], 'value', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1`;

/**
 * Entries in Redis that are loaded when they are missing. Whoever loads takes a lease first, and a write deletes entry and
 * lease: so a value from before a write is never kept after it, and one load serves all who wait, in every process.
 * Without Redis every value is loaded, one load at a time.
 *
 * A value comes from this process while Redis holds the same tag.
 */
export class LeasedCache {
  /** So many reads found what they asked for, and so many did not. */
  readonly reads = { hit: 0, miss: 0 };
  readonly #rebuilds = new Coalescer<Answer<Value>>();
  readonly #copies = new Map<string, Entry>();

  constructor(private readonly options: LeasedCacheOptions) {}

  /** The tag of the entry; undefined when there is none or Redis cannot be used. Never rejects. */
  async peek(key: string): Promise<string | undefined> {
    return this.options.tags.get(key);
  }

  /** The entry, if it is known without asking Redis; to be asked at the end of a turn, as `Tags.current`. */
  current(key: string): Buffer | undefined {
    const copy = this.#copies.get(key);
    if (copy === undefined || copy.tag !== this.options.tags.current(key)) return undefined;
    this.reads.hit++;
    return copy.value;
  }

  /** The entry, if this process has the one that Redis holds. Never rejects. */
  async find(key: string): Promise<Buffer | undefined> {
    const tag = await this.peek(key);
    const copy = this.#copies.get(key);
    if (tag === undefined || copy?.tag !== tag) return undefined;
    this.reads.hit++;
    return copy.value;
  }

  /** The entry, loaded if it is missing; `peeked` is what a peek of this request has found. */
  async get<V extends Value>(key: string, load: () => Promise<V>, peeked = this.peek(key)) {
    const tag = await peeked;
    const copy = this.#copies.get(key);
    if (tag !== undefined && copy?.tag === tag) {
      this.reads.hit++;
      return { value: copy.value, hit: true };
    }
    const answer = await this.#rebuilds.join(key, () => this.#rebuild(key, load));
    this.reads[answer.hit ? 'hit' : 'miss']++;
    return answer as Answer<Buffer | V>;
  }

  /** To be called after every write that changes what the entries show. */
  async invalidate(keys: readonly string[]): Promise<void> {
    await this.options.guard.forget(keys.flatMap((key) => [key, leaseOf(key)]));
  }

  async #rebuild(key: string, load: () => Promise<Value>): Promise<Answer<Value>> {
    const tag = randomUUID();
    const found = await this.#findOrLease(key, tag);
    if (found === 'leased') return { value: await this.#loadLeased(key, tag, load), hit: false };
    if (found === undefined) return { value: await load(), hit: false };
    this.#copy(key, found);
    return { value: found.value, hit: true };
  }

  /** The entry, also one that another process makes meanwhile; a lease; or undefined: one loads without either. */
  async #findOrLease(key: string, tag: string): Promise<Entry | 'leased' | undefined> {
    const deadlineMs = performance.now() + patienceMs;
    while (performance.now() < deadlineMs) {
      const found = await this.#script(findOrLease, key, tag, leaseMs);
      if (Array.isArray(found)) return { tag: String(found[0]), value: found[1] as Buffer };
      if (found !== 0) return found === 1 ? 'leased' : undefined;
      await sleep(pollPauseMs);
    }
    return undefined;
  }

  async #loadLeased(key: string, tag: string, load: () => Promise<Value>): Promise<Value> {
    let value: Value;
    try {
      return (value = await load());
    } finally {
      await this.#endLease(key, tag, value);
    }
  }

  async #endLease(key: string, tag: string, value: Value): Promise<void> {
    const kept = value === undefined ? [] : [value];
    const answer = await this.#script(keepIfLeased, key, tag, this.options.ttlSeconds, ...kept);
    if (answer === 1 && value !== undefined) this.#copy(key, { tag, value });
  }

  #copy(key: string, entry: Entry): void {
    if (this.#copies.size >= maxCopies) this.#copies.clear();
    this.#copies.set(key, entry);
  }

  #script(script: string, key: string, ...values: (string | number | Buffer)[]): Promise<unknown> {
    const { guard, redis } = this.options;
    return guard.attempt(() => redis.callBuffer('EVAL', script, 2, key, leaseOf(key), ...values));
  }
}

const leaseOf = (key: string) => `${key}:lease`;
