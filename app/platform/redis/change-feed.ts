import type { Redis } from 'ioredis';

/** The channel on which Redis tells of keys that a client has read and that are no longer what it read. */
const channel = '__redis__:invalidate';

/** Until it is tried again where Redis was there, and did not do it. */
const retryPauseMs = 500;

/** Told of changed keys; of undefined when any may have changed. */
export type OnChange = (keys: readonly string[] | undefined) => void;

/**
 * Redis tells what has become of keys that a connection has read: changed, deleted, expired, evicted or flushed, by whomever
 * (server-assisted client-side caching, Redis 6 and later, with a second connection that listens).
 */
export class ChangeFeed {
  readonly #listener: Redis;
  #isOn = false;
  /** Counts how often one of the connections has ended. */
  #era = 0;

  constructor(
    private readonly redis: Redis,
    private readonly onChange: OnChange,
  ) {
    // In the third version of the protocol the client keeps what Redis tells to itself.
    // It subscribes anew in each connection itself, once it has asked for its id.
    this.#listener = redis.duplicate({ protocol: 2, autoResubscribe: false });
    this.#listener.on('error', () => this.#end());
    this.#listener.on('messageBuffer', (_channel: Buffer, keys: unknown) => this.#tell(keys));
    for (const connection of [redis, this.#listener]) {
      connection.on('ready', () => void this.#begin());
      connection.on('close', () => this.#end());
      // The stream is at its end a turn or two before it is closed.
      connection.on('connect', () => connection.stream.once('end', () => this.#end()));
    }
  }

  /** Whether every change of what the connection reads from now on will be told. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Resolves when the feed is on, or when Redis is away; then it begins by itself once it is back. */
  async start(): Promise<void> {
    await this.#listener.connect().catch(() => undefined);
  }

  stop(): void {
    this.#listener.disconnect();
  }

  #tell(keys: unknown): void {
    this.onChange(Array.isArray(keys) ? keys.map(String) : undefined);
  }

  /** Both connections are there: the one listens, then the other one says where to tell. */
  async #begin(): Promise<void> {
    if (this.redis.status !== 'ready' || this.#listener.status !== 'ready') return;
    const era = this.#era;
    try {
      const id = await this.#listener.client('ID');
      await this.#listener.subscribe(channel);
      await this.redis.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', id);
      this.#isOn = era === this.#era;
    } catch {
      this.#end();
      // A connection that listens can no longer be asked for its id.
      setTimeout(() => this.#listener.disconnect(true), retryPauseMs).unref();
    }
  }

  #end(): void {
    this.#era++;
    this.#isOn = false;
    this.onChange(undefined);
  }
}
