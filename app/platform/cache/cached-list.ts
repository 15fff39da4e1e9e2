import type { IncomingMessage, ServerResponse } from 'node:http';

import { ReadyBody } from '../../http/ready-body';
import type { LeasedCache } from './leased-cache';

/** So many bodies of a kind stay ready. */
const maxReady = 1_000;

/**
 * Lists of a kind that are read often, each under a key of its own in Redis and its body ready to be sent. What one holds is
 * the same for everybody who may read it.
 */
export class CachedList<Name extends string | number = string> {
  readonly #ready = new Map<Name, ReadyBody>();

  constructor(
    private readonly cache: LeasedCache,
    private readonly keyOf: (name: Name) => string,
  ) {}

  /** The tag of what the cache holds, to be asked for while something else is looked up too. Never rejects. */
  peek(name: Name): Promise<string | undefined> {
    return this.cache.peek(this.keyOf(name));
  }

  /** The list, loaded if it is missing; `peeked` is what a peek of this request has found. */
  async get(name: Name, load: () => Promise<object>, peeked = this.peek(name)) {
    const loadBytes = async () => Buffer.from(JSON.stringify(await load()));
    const { value, hit } = await this.cache.get(this.keyOf(name), loadBytes, peeked);
    return { body: this.#makeReady(name, value), outcome: hit ? 'hit' : 'miss' } as const;
  }

  /** Answers a request with the list, loaded if it is missing. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    name: Name,
    load: () => Promise<object>,
  ): Promise<void> {
    const { body, outcome } = await this.get(name, load);
    body.send(request, response, outcome);
  }

  /** The list, if it is known without asking anyone; at the end of a turn, as `Tags.current`. */
  current(name: Name): ReadyBody | undefined {
    const value = this.cache.current(this.keyOf(name));
    return value && this.#makeReady(name, value);
  }

  /** The list, if this process has the one that Redis holds. Never rejects. */
  async find(name: Name): Promise<ReadyBody | undefined> {
    const value = await this.cache.find(this.keyOf(name));
    return value && this.#makeReady(name, value);
  }

  /** To be called after every write that changes what the lists show. */
  invalidate(...names: readonly Name[]): Promise<void> {
    return this.cache.invalidate(names.map((name) => this.keyOf(name)));
  }

  #makeReady(name: Name, bytes: Buffer): ReadyBody {
    const known = this.#ready.get(name);
    if (known?.bytes === bytes) return known;
    if (this.#ready.size >= maxReady) this.#ready.clear();
    const ready = new ReadyBody(bytes);
    this.#ready.set(name, ready);
    return ready;
  }
}
