import { createHash } from 'node:crypto';

import type { LeasedCache } from '../../platform/cache/leased-cache';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';

export interface TokenServiceParts {
  readonly database: Database;
  readonly reader: Reader;
  readonly cache: LeasedCache;
  /** What the keys in Redis begin with. */
  readonly keyPrefix: string;
}

/** Keys of so many tokens are kept at hand, 150 bytes each. */
const maxKnownKeys = 10_000;

/** Whose a token is. Every request asks, so Redis remembers it, under a hash: what lies there opens no door. */
export class TokenService {
  readonly #keys = new Map<string, string>();

  constructor(private readonly parts: TokenServiceParts) {}

  /** The id of the user that the token belongs to, undefined for an unknown one. */
  async findOwner(token: string): Promise<number | undefined> {
    const { value } = await this.parts.cache.get(this.#keyOf(token), () => this.#load(token));
    return value === undefined ? undefined : Number(value.toString());
  }

  /** Whether it is known without asking anyone that the token is valid; at the end of a turn, as `Tags.current`. */
  isCurrent(token: string): boolean {
    return this.parts.cache.current(this.#keyOf(token)) !== undefined;
  }

  /** Whether Redis says that the token is valid. Never rejects. */
  async isKnown(token: string): Promise<boolean> {
    return (await this.parts.cache.find(this.#keyOf(token))) !== undefined;
  }

  /** Ends the token of a user, in every process with the next request; returns whether there was one. */
  async revoke(userId: number): Promise<boolean> {
    const { database, cache } = this.parts;
    const token = await database.token.findUnique({ where: { userId } });
    if (token === null) return false;
    await database.token.deleteMany({ where: { userId } });
    await cache.invalidate([this.#keyOf(token.key)]);
    return true;
  }

  async #load(token: string): Promise<Buffer | undefined> {
    const sql = 'SELECT user_id AS userId FROM Token WHERE `key` = ?';
    const [row] = await this.parts.reader.query<{ userId: number }>(sql, token);
    return row && Buffer.from(String(row.userId));
  }

  #keyOf(token: string): string {
    return this.#keys.get(token) ?? this.#remember(token);
  }

  #remember(token: string): string {
    const hash = createHash('sha256').update(token).digest('base64url');
    const key = `${this.parts.keyPrefix}token:${hash}`;
    if (this.#keys.size >= maxKnownKeys) this.#keys.clear();
    this.#keys.set(token, key);
    return key;
  }
}
