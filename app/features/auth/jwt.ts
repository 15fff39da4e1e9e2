import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

// The small build: the other one adds 150 KB and 10 ms to every start.
import * as z from 'zod/mini';

import type { Access } from '../../http/authenticate';
import { routeId } from '../../http/route-id';

export type TokenType = 'access' | 'refresh';

/** In seconds. */
export const lifetimes: Readonly<Record<TokenType, number>> = { access: 30 * 60, refresh: 7 * 24 * 60 * 60 };

/** What a token says. */
export interface Claims {
  readonly userId: number;
  /** Of the sign-in that it comes from, access and refresh tokens alike. */
  readonly familyId: number;
  /** Of this one token. */
  readonly nonce: string;
}

/** Another algorithm is refused whatever a token says of itself. */
const algorithm = 'HS256';

/** Signs and reads tokens. The library comes with the first of them: it takes 15 ms to load. What imports modules natively sees its default alone. */
export class Jwt {
  readonly #key: KeyObject;

  constructor(secret: string) {
    this.#key = createSecretKey(Buffer.from(secret));
  }

  async sign(type: TokenType, { userId, familyId, nonce }: Claims): Promise<string> {
    const { sign } = (await import('jsonwebtoken')).default;
    return sign({ typ: type }, this.#key, {
      algorithm,
      subject: String(userId),
      jwtid: `${familyId}.${nonce}`,
      expiresIn: lifetimes[type],
    });
  }

  /** What a token of this type says; undefined for another type, algorithm or key, one that has expired, and anything else. */
  async read(type: TokenType, token: string): Promise<Claims | undefined> {
    const { data } = payload.safeParse(await this.#verified(token));
    if (data?.typ !== type) return undefined;
    const [familyId, nonce = ''] = data.jti.split('.');
    return { userId: routeId(data.sub), familyId: routeId(familyId), nonce };
  }

  /** What `authenticate` wants to know of an access token. */
  async readAccess(token: string): Promise<Access | undefined> {
    const claims = await this.read('access', token);
    return claims && { userId: claims.userId, csrfToken: this.csrfTokenOf(claims) };
  }

  /** What a page of ours reads from a cookie and repeats in a header: a stranger cannot make it up. */
  csrfTokenOf({ familyId }: Pick<Claims, 'familyId'>): string {
    return createHmac('sha256', this.#key).update(`csrf ${familyId}`).digest('base64url');
  }

  async #verified(token: string): Promise<unknown> {
    const { verify } = (await import('jsonwebtoken')).default;
    try {
      return verify(token, this.#key, { algorithms: [algorithm] });
    } catch {
      return undefined;
    }
  }
}

/** 128 bits that nobody guesses. */
export const newNonce = () => randomBytes(16).toString('base64url');

/** A token without an end is none of ours. */
const payload = z.object({
  sub: z.string().check(z.regex(/^[1-9]\d{0,9}$/)),
  iat: z.int(),
  exp: z.int(),
  jti: z.string().check(z.regex(/^[1-9]\d{0,9}\.[\w-]{22}$/)),
  typ: z.enum(['access', 'refresh']),
});
