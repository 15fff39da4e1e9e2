import { createHmac } from 'node:crypto';

import type { Redis } from 'ioredis';
import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';

import { TooManyAttempts } from '../../errors';
import { networkOf } from '../../http/client-address';
import type { RedisGuard } from '../../platform/redis/redis-guard';

export interface SignInLimitsParts {
  readonly redis: Redis;
  readonly guard: RedisGuard;
  /** What the keys in Redis begin with. */
  readonly keyPrefix: string;
  /** Names and addresses lie in Redis under a hash that only we can make. */
  readonly secret: string;
}

/** So many attempts may fail in so many seconds. */
const limits = {
  address: { points: 30, duration: 300 },
  name: { points: 10, duration: 300 },
};
type Kind = keyof typeof limits;

/** So long an address is one where the user has signed in. */
const familiarSeconds = 30 * 24 * 60 * 60;

/** An attempt that has begun: it counts as one that has failed until it succeeds. */
export interface Attempt {
  /** Gives back what it took, and makes the address familiar. Never rejects. */
  succeed(): Promise<void>;
}

/**
 * Counts attempts to sign in that failed, by address and by user name, for all processes. Strangers share one count for a
 * name, and an address where its user has signed in has one of its own: so they cannot lock the user out there. Without
 * Redis each process counts by itself.
 */
export class SignInLimits {
  #loaded: Promise<Limiters> | undefined;

  constructor(private readonly parts: SignInLimitsParts) {}

  /** Throws `TooManyAttempts`; an attempt that its address is refused does not count for the name. */
  async begin(username: string | undefined, address: string): Promise<Attempt> {
    const network = this.#hash('address', networkOf(address));
    const familiar = `${this.parts.keyPrefix}sign-in:familiar:${this.#hash('name', username ?? '', network)}`;
    await this.#take('address', network);
    const name = username === undefined ? undefined : await this.#nameKey(username, network, familiar);
    if (name !== undefined) await this.#take('name', name);
    return {
      succeed: async () => {
        await this.#giveBack('address', network);
        if (name !== undefined) await this.#giveBack('name', name);
        await this.parts.guard.attempt(() => this.parts.redis.set(familiar, '1', 'EX', familiarSeconds));
      },
    };
  }

  async #nameKey(username: string, network: string, familiar: string): Promise<string> {
    const { guard, redis } = this.parts;
    const isFamiliar = (await guard.attempt(() => redis.exists(familiar))) === 1;
    return isFamiliar ? this.#hash('name', username, network) : this.#hash('name', username);
  }

  async #take(kind: Kind, key: string): Promise<void> {
    const { remainingPoints, consumedPoints, msBeforeNext } = await this.#count(kind, (limiter) =>
      resultOf(() => limiter.consume(key)),
    );
    if (remainingPoints > 0 || consumedPoints <= limits[kind].points) return;
    throw new TooManyAttempts(Math.max(Math.ceil(msBeforeNext / 1_000), 1));
  }

  async #giveBack(kind: Kind, key: string): Promise<void> {
    await this.#count(kind, (limiter) => limiter.reward(key));
  }

  async #count(kind: Kind, count: (limiter: RateLimiterAbstract) => Promise<RateLimiterRes>) {
    const { shared, own } = (await this.#limiters())[kind];
    return (await this.parts.guard.attempt(() => count(shared))) ?? count(own);
  }

  #limiters(): Promise<Limiters> {
    return (this.#loaded ??= this.#load());
  }

  /** With the first attempt: the library takes 15 ms to load. */
  async #load(): Promise<Limiters> {
    const { RateLimiterMemory, RateLimiterRedis } = await import('rate-limiter-flexible');
    const { redis: storeClient, keyPrefix } = this.parts;
    const make = (kind: Kind) => {
      const options = { ...limits[kind], keyPrefix: `${keyPrefix}sign-in:${kind}` };
      return {
        shared: new RateLimiterRedis({ ...options, storeClient }),
        own: new RateLimiterMemory(options),
      };
    };
    return { address: make('address'), name: make('name') };
  }

  #hash(...parts: readonly string[]): string {
    const hash = createHmac('sha256', this.parts.secret).update(JSON.stringify(parts));
    return hash.digest('base64url').slice(0, 22);
  }
}

type Limiters = Record<Kind, { readonly shared: RateLimiterAbstract; readonly own: RateLimiterAbstract }>;

/** The library rejects with the result where the limit is reached, and with an error where it could not count. */
async function resultOf(consume: () => Promise<RateLimiterRes>): Promise<RateLimiterRes> {
  try {
    return await consume();
  } catch (refused) {
    if (refused instanceof Error) throw refused;
    return refused as RateLimiterRes;
  }
}
