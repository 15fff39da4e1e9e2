import { LoginFailed, NotAuthenticated } from '../../errors';
import type { UserService } from '../user/user-service';
import { type Claims, type Jwt, newNonce } from './jwt';
import type { RefreshFamilies } from './refresh-families';
import type { SignIn } from './sign-in';

export interface AuthServiceParts {
  readonly signIn: SignIn;
  readonly users: Pick<UserService, 'get'>;
  readonly families: RefreshFamilies;
  readonly jwt: Jwt;
}

/** What a sign-in and each refresh give. */
export interface Session {
  readonly access: string;
  readonly refresh: string;
  readonly csrfToken: string;
}

/** Sign-in by tokens that end: one to call with, and one to get the next two with. */
export class AuthService {
  constructor(private readonly parts: AuthServiceParts) {}

  /** Throws `LoginFailed`, the same after the same work whatever is wrong. */
  async logIn(body: unknown, address: string) {
    const { signIn, families, users } = this.parts;
    const userId = await signIn.attempt(body, address);
    if (userId === undefined) throw new LoginFailed();
    const session = await this.#sessionOf(await families.begin(userId));
    return { session, user: await users.get(userId) };
  }

  /** Takes what `readRefresh` has read. Throws `NotAuthenticated`. */
  async refresh(claims: Claims | undefined): Promise<Session> {
    const next = claims && (await this.parts.families.rotate(claims));
    if (next === undefined) throw new NotAuthenticated('Invalid token.');
    return this.#sessionOf(next);
  }

  async logOut(claims: Claims | undefined): Promise<void> {
    if (claims !== undefined) await this.parts.families.end(claims);
  }

  async #sessionOf(claims: Claims): Promise<Session> {
    const { jwt } = this.parts;
    const access = await jwt.sign('access', { ...claims, nonce: newNonce() });
    const refresh = await jwt.sign('refresh', claims);
    return { access, refresh, csrfToken: jwt.csrfTokenOf(claims) };
  }
}
