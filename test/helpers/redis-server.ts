import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { Daemon } from './daemon';
import { makeTemporaryDirectory } from './temporary-directory';

/** A Redis of a test file's own, on a unix socket in a temporary folder. */
export class RedisServer {
  readonly #directory = makeTemporaryDirectory(tmpdir());
  readonly socket = join(this.#directory, 'redis.sock');
  #daemon: Daemon | undefined;

  async start(): Promise<void> {
    this.#daemon = await Daemon.start({
      command: 'redis-server',
      args: ['--port', '0', '--unixsocket', this.socket, '--save', '', '--dir', this.#directory],
      logFile: join(this.#directory, 'log'),
      probe: () => this.use(async (redis) => void (await redis.ping())),
      timeoutMs: 10_000,
    });
  }

  /** Gone at once; `start` brings an empty one back. */
  async kill(): Promise<void> {
    await this.#daemon?.kill();
  }

  /** Accepts commands and does not answer them until `resume`. */
  pause(): void {
    process.kill(this.#daemon?.pid ?? 0, 'SIGSTOP');
  }

  resume(): void {
    process.kill(this.#daemon?.pid ?? 0, 'SIGCONT');
  }

  /** A client beside the one of the API. */
  async use<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis({
      path: this.socket,
      lazyConnect: true,
      retryStrategy: () => null,
      disconnectTimeout: 100,
    });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
