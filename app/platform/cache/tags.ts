import type { Redis } from 'ioredis';

import { ChangeFeed } from '../redis/change-feed';
import { BatchedReads } from './batched-reads';
import type { CacheGuard } from './cache-guard';
import { endOfTurn } from './coalescer';

interface KnownTag {
  readonly tag: string;
  /** When Redis forgets the entry. */
  readonly untilMs: number;
}

/**
 * Tags of entries: which value Redis holds under a key. One that was read is known until Redis tells that the entry has
 * changed, and Redis tells it before the writer is answered (`RedisGuard.forget`). Whoever uses what is known does so at
 * the end of a turn of the event loop, when all that Redis has told by then was heard.
 */
export class Tags {
  readonly #feed: ChangeFeed;
  readonly #reads = new BatchedReads((keys) => this.#read(keys));
  readonly #known = new Map<string, KnownTag>();
  /** Keys that are being read, and of which no change was told since. */
  readonly #unchanged = new Set<string>();

  constructor(
    private readonly redis: Redis,
    private readonly guard: CacheGuard,
  ) {
    this.#feed = new ChangeFeed(redis, (keys) => this.#forget(keys));
  }

  async start(): Promise<void> {
    if (this.guard.isHeard) await this.#feed.start();
  }

  stop(): void {
    this.#feed.stop();
  }

  /** The tag of an entry, if it is known without asking. */
  current(key: string): string | undefined {
    const known = this.#known.get(key);
    if (known === undefined || !this.#feed.isOn) return undefined;
    const nowMs = performance.now();
    return nowMs < known.untilMs && this.guard.isTrusted(nowMs) ? known.tag : undefined;
  }

  /** The tag of an entry, undefined when there is none or Redis cannot be used. Redis is asked if it must be. Never rejects. */
  async get(key: string): Promise<string | undefined> {
    await endOfTurn();
    return this.current(key) ?? this.guard.attempt(() => this.#reads.get(key));
  }

  async #read(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    // What is read before the feed is on is none of its keys.
    if (this.#feed.isOn) for (const key of keys) this.#unchanged.add(key);
    const pipeline = this.redis.pipeline();
    for (const key of keys) pipeline.hget(key, 'tag').pttl(key);
    const answers = (await pipeline.exec()) ?? [];
    return keys.map((key, n) => this.#remember(key, answers[2 * n], answers[2 * n + 1]));
  }

  #remember(key: string, tagAnswer: PipelineAnswer, ttlAnswer: PipelineAnswer): string | undefined {
    const tag = valueOf(tagAnswer) as string | null;
    const ttlMs = valueOf(ttlAnswer) as number;
    const isUnchanged = this.#unchanged.delete(key);
    if (tag === null) return undefined;
    if (isUnchanged) this.#known.set(key, { tag, untilMs: performance.now() + ttlMs });
    return tag;
  }

  #forget(keys: readonly string[] | undefined): void {
    for (const key of keys ?? [...this.#known.keys(), ...this.#unchanged]) {
      this.#known.delete(key);
      this.#unchanged.delete(key);
    }
  }
}

type PipelineAnswer = [error: Error | null, value: unknown] | undefined;

/** A key that holds something else than a hash holds nothing for us. */
function valueOf(answer: PipelineAnswer): unknown {
  const [error = null, value = null] = answer ?? [];
  if (error?.message.startsWith('WRONGTYPE')) return null;
  if (error !== null) throw error;
  return value;
}
