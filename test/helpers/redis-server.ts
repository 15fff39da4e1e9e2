import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { Daemon } from './daemon';
import { makeCertificate } from './mysql-server';
import { makeTemporaryDirectory } from './temporary-directory';

/** Where a Redis is found by TLS and password, as one that machines share. */
export interface SharedRedis {
  readonly address: string;
  readonly port: number;
  readonly password: string;
  /** What leads into the namespace in which it runs. */
  readonly inside?: readonly string[];
}

/** A Redis of a test file's own, on a unix socket in a temporary folder. */
export class RedisServer {
  readonly #directory = makeTemporaryDirectory(tmpdir());
  readonly socket = join(this.#directory, 'redis.sock');
  #daemon: Daemon | undefined;

  constructor(private readonly shared?: SharedRedis) {}

  /** Trust anchor of a shared one. */
  get caFile(): string {
    return join(this.#directory, 'certificate.pem');
  }

  async start(): Promise<void> {
    const words = ['redis-server', '--port', '0', '--unixsocket', this.socket, '--save', ''];
    const [command = '', ...args] = [...(this.shared?.inside ?? []), ...words, ...this.#sharedWords()];
    this.#daemon = await Daemon.start({
      command,
      args: [...args, '--dir', this.#directory],
      logFile: join(this.#directory, 'log'),
      probe: () => this.use(async (redis) => void (await redis.ping())),
      timeoutMs: 10_000,
    });
  }

  #sharedWords(): readonly string[] {
    if (this.shared === undefined) return [];
    const { address, port, password } = this.shared;
    if (!existsSync(this.caFile)) makeCertificate(this.#directory, `IP:${address}`);
    const certificate = ['--tls-cert-file', this.caFile, '--tls-key-file', join(this.#directory, 'key.pem')];
    const tls = ['--tls-port', String(port), '--tls-ca-cert-file', this.caFile, '--tls-auth-clients', 'no'];
    return ['--bind', address, '--requirepass', password, ...tls, ...certificate];
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
      ...(this.shared && { password: this.shared.password }),
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
