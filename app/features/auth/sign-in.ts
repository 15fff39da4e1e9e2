import type { Database } from '../../platform/database/database';
import { retryingConflicts } from '../../platform/database/transaction';
import { hashPassword, isOutdated, verifyPassword } from '../../platform/passwords';
import { findByName, type NamedUser } from '../user/find-by-name';
import { readLogin } from '../user/user-schema';
import { usernameKey } from '../user/username';
import type { SignInLimits } from './sign-in-limits';

/** Proves who one is by name and password, whatever kind of token it is for. */
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly limits: SignInLimits,
  ) {}

  /**
   * The id of the user whose name and password the body has. Undefined for every other body, and after the same work
   * whether there is such a user or not. Throws `TooManyAttempts`.
   */
  async attempt(body: unknown, address: string): Promise<number | undefined> {
    const login = readLogin(body);
    const attempt = await this.limits.begin(login && usernameKey(login.username), address);
    const user = login && (await findByName(this.database, login.username));
    const isRight = await verifyPassword(login?.password ?? '', user?.password);
    if (login === undefined || user === undefined || !isRight) return undefined;
    await attempt.succeed();
    await this.#remember(user, login.password);
    return user.id;
  }

  /** A hash with the parameters of yesterday is made anew, unless the password changes at this very moment. */
  async #remember({ id, password: hash }: NamedUser, password: string): Promise<void> {
    const { user } = this.database;
    const seen = { where: { id }, data: { lastLogin: new Date() } };
    await retryingConflicts(() => user.updateMany(seen));
    if (!isOutdated(hash)) return;
    const renewed = { where: { id, password: hash }, data: { password: await hashPassword(password) } };
    await retryingConflicts(() => user.updateMany(renewed));
  }
}
