import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { createPool, type Pool } from 'mariadb';
import type { Logger } from 'pino';

import type { DatabaseSettings } from '../../config';
import { connectionOptions } from '../database/connection-options';
import type { RedisGuard } from '../redis/redis-guard';

/** Pause between two looks. */
const lookPauseMs = 200;

/** So long the last look counts, from when it was sent: a few may be late. */
const heardMs = 1_000;

/** Clocks of two machines run this much apart in that time, at most. */
const marginMs = 50;

/** A database that is silent for so long has lost the connection. */
const silenceMs = 1_000;

interface UntoldKey {
  readonly cacheKey: string;
  readonly nonce: string;
}

/**
 * Keys that Redis must forget, left in the database by those who could not tell it. Every process looks there all the time
 * and tells Redis on their behalf; one that cannot look does without Redis. So a key is forgotten, or Redis is not used, as
 * soon as the last look before it counts no more, and until then whoever has left it waits.
 */
export class UntoldKeys {
  readonly #pool: Pool;
  #heardUntilMs = 0;
  #isStopped = false;
  #looking: Promise<void> | undefined;

  constructor(
    settings: DatabaseSettings,
    private readonly guard: RedisGuard,
    private readonly logger: Logger,
  ) {
    this.#pool = createPool({
      ...connectionOptions(settings),
      connectionLimit: 1,
      acquireTimeout: silenceMs,
      socketTimeout: silenceMs,
    });
  }

  /** Whether Redis has been told all that was left by `nowMs`, as `performance` tells the time, so that it may be asked. */
  isHeard(nowMs: number): boolean {
    return nowMs < this.#heardUntilMs;
  }

  /** Resolves after the first look, be it in vain. */
  async start(): Promise<void> {
    await this.#look();
    this.#looking = this.#goOn();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#looking;
    await this.#pool.end();
  }

  /** Resolves when no process takes the keys for current. Rejects when the database cannot be told either. */
  async leave(keys: readonly string[]): Promise<void> {
    const rows = [...keys].sort().map((key) => [key, randomUUID()]);
    const sql =
      'INSERT INTO UntoldKey (cache_key, nonce) VALUES (?, ?) ON DUPLICATE KEY UPDATE nonce = VALUES(nonce)';
    for (const row of rows) await this.#pool.query(sql, row);
    const untilMs = performance.now() + heardMs + marginMs;
    while (performance.now() < untilMs && !(await this.guard.tell(keys))) await sleep(lookPauseMs / 2);
  }

  async #goOn(): Promise<void> {
    while (!this.#isStopped) {
      await sleep(lookPauseMs);
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    const startMs = performance.now();
    const wasHeard = this.isHeard(startMs);
    try {
      if (await this.#handOn(await this.#pool.query('SELECT cache_key AS cacheKey, nonce FROM UntoldKey')))
        this.#heardUntilMs = startMs + heardMs;
    } catch (error) {
      if (wasHeard) this.logger.warn({ err: error }, 'The database does not tell what Redis must forget');
    }
  }

  /** Tells Redis; whether that was possible. A row stays where another write has come meanwhile. */
  async #handOn(rows: readonly UntoldKey[]): Promise<boolean> {
    if (rows.length === 0) return true;
    if (!(await this.guard.tell(rows.map(({ cacheKey }) => cacheKey)))) return false;
    for (const { cacheKey, nonce } of rows)
      await this.#pool.query('DELETE FROM UntoldKey WHERE cache_key = ? AND nonce = ?', [cacheKey, nonce]);
    return true;
  }
}
