import { randomBytes } from 'node:crypto';

import { Forbidden, InvalidFields, NotFound } from '../../errors';
import type { Database } from '../../platform/database/database';
import type { Prisma } from '../../platform/database/generated/client';
import { isDuplicate } from '../../platform/database/transaction';
import { hashPassword, verifyPassword } from '../../platform/passwords';
import { presentUser, userParts } from './user-presenter';
import { readLogin, readSignUp, readUsername, type SignUp } from './user-schema';
import { usernameKey } from './username';

const usernameTaken = 'A user with that username already exists.';

/** Accounts: who there is, and how one proves to be it. */
export class UserService {
  constructor(private readonly database: Database) {}

  /** Makes a user with its profile and token. Throws `InvalidFields`. */
  async signUp(body: unknown) {
    const username = readUsername(body);
    const taken = username !== undefined && (await this.#exists(username));
    const signUp = readSignUp(body, taken ? { username: [usernameTaken] } : {});
    return withToken(await this.#create(signUp, await hashPassword(signUp.password)));
  }

  /** Throws `Forbidden`, the same in the same time whatever is wrong. */
  async logIn(body: unknown) {
    const login = readLogin(body);
    const user = login && (await this.#findByName(login.username));
    const verified = await verifyPassword(login?.password ?? '', user?.password);
    if (user === undefined || !verified) throw new Forbidden('Wrong username or wrong password');
    return withToken(
      await this.database.user.update({
        where: { id: user.id },
        data: { lastLogin: new Date() },
        include: userPartsAndToken,
      }),
    );
  }

  /** Throws `NotFound`. */
  async get(id: number) {
    const user = await this.database.user.findUnique({ where: { id }, include: userParts });
    if (user === null) throw new NotFound();
    return presentUser(user);
  }

  /** The id of the user that a token belongs to, undefined for an unknown one. */
  async findTokenOwner(key: string): Promise<number | undefined> {
    const token = await this.database.token.findUnique({ where: { key }, select: { userId: true } });
    return token?.userId;
  }

  async #exists(username: string): Promise<boolean> {
    const key = usernameKey(username);
    return (await this.database.user.count({ where: { usernameKey: key } })) > 0;
  }

  async #findByName(username: string) {
    const key = usernameKey(username);
    const select = { id: true, password: true };
    return (await this.database.user.findUnique({ where: { usernameKey: key }, select })) ?? undefined;
  }

  async #create(signUp: SignUp, password: string) {
    try {
      return await this.database.user.create({
        data: { ...newUser(signUp), password },
        include: userPartsAndToken,
      });
    } catch (error) {
      // Another sign-up took the name since we looked.
      if (isDuplicate(error)) throw new InvalidFields({ username: [usernameTaken] });
      throw error;
    }
  }
}

const userPartsAndToken = { ...userParts, token: true } satisfies Prisma.UserInclude;

const newUser = (signUp: SignUp) => ({
  username: signUp.username,
  usernameKey: usernameKey(signUp.username),
  email: signUp.email,
  firstName: signUp.first_name ?? '',
  lastName: signUp.last_name ?? '',
  token: { create: { key: randomBytes(20).toString('hex') } },
  ...newProfile[signUp.role](signUp),
});

const newProfile = {
  participant: ({ university = '', accepted = true }: SignUp) => ({
    participant: { create: { university, accepted } },
  }),
  instructor: ({ company = '', year }: SignUp) => ({
    instructor: { create: { company, year: year ?? null } },
  }),
};

type UserWithToken = Prisma.UserGetPayload<{ include: typeof userPartsAndToken }>;

const withToken = (user: UserWithToken) => ({ ...presentUser(user), token: user.token?.key });
