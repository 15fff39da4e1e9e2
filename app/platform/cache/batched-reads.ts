import type { Redis } from 'ioredis';

import { endOfTurn } from './coalescer';

/**
 * Reads one field of hashes. What is asked for while a read is under way goes to Redis in the next one, each key once. A
 * read begins after the calls that it answers, so they see every write that had been answered before.
 */
export class BatchedReads {
  #keys: string[] = [];
  #values: Promise<(string | null)[]> | undefined;
  /** The read under way; never rejects. */
  #running: Promise<unknown> | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly field: string,
  ) {}

  async get(key: string): Promise<string | null> {
    const place = this.#place(key);
    const values = await (this.#values ??= this.#readNext());
    return values[place] ?? null;
  }

  #place(key: string): number {
    const place = this.#keys.indexOf(key);
    return place === -1 ? this.#keys.push(key) - 1 : place;
  }

  async #readNext(): Promise<(string | null)[]> {
    await this.#running;
    await endOfTurn();
    const keys = this.#keys;
    this.#keys = [];
    this.#values = undefined;
    const reading = this.#read(keys);
    this.#running = reading.catch(() => undefined);
    return reading;
  }

  async #read(keys: readonly string[]): Promise<(string | null)[]> {
    const pipeline = this.redis.pipeline();
    for (const key of keys) pipeline.hget(key, this.field);
    return ((await pipeline.exec()) ?? []).map(valueOf);
  }
}

/** A key that holds something else than a hash holds nothing for us. */
function valueOf([error, value]: [error: Error | null, value: unknown]): string | null {
  if (error?.message.startsWith('WRONGTYPE')) return null;
  if (error !== null) throw error;
  return value as string | null;
}
