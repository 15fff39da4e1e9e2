import { Forbidden, InvalidFields, RuleBroken } from '../../errors';
import type { Database, DatabaseClient } from '../../platform/database/database';
import { inTransaction, isDuplicate, retryingConflicts } from '../../platform/database/transaction';
import { hashPassword, verifyPassword } from '../../platform/passwords';
import { findUser, lockUser } from './find-user';
import { presentUser, presentUserWithToken } from './user-presenter';
import {
  readLogin,
  readParticipant,
  readSignUp,
  readUsername,
  readUserUpdate,
  type Role,
  roles,
} from './user-schema';
import { usernameKey } from './username';
import { insertUser, updateUser } from './write-user';

const usernameTaken = { username: ['A user with that username already exists.'] };

/** Accounts: who there is, and how one proves to be it. */
export class UserService {
  constructor(
    private readonly database: Database,
    /** To be called after every write that changes what the list of seminars shows. Never throws. */
    private readonly onListChanged: () => Promise<void>,
  ) {}

  /** Makes a user with its profile and token. Throws `InvalidFields`. */
  async signUp(body: unknown) {
    const signUp = readSignUp(body, await this.#refusedUsername(body));
    const password = await hashPassword(signUp.password);
    const id = await uniquely(() =>
      inTransaction(this.database, (client) => insertUser(client, { ...signUp, password })),
    );
    return presentUserWithToken(await findUser(this.database, id));
  }

  /** Throws `Forbidden`, the same in the same time whatever is wrong. */
  async logIn(body: unknown) {
    const login = readLogin(body);
    const user = login && (await this.#findByName(login.username));
    const verified = await verifyPassword(login?.password ?? '', user?.password);
    if (user === undefined || !verified) throw new Forbidden('Wrong username or wrong password');
    const data = { lastLogin: new Date() };
    await retryingConflicts(() => this.database.user.updateMany({ where: { id: user.id }, data }));
    return presentUserWithToken(await findUser(this.database, user.id));
  }

  /** Throws `NotFound`. */
  async get(id: number) {
    return presentUser(await findUser(this.database, id));
  }

  /** Changes what the body names. Throws `InvalidFields`. */
  async update(id: number, body: unknown) {
    const held = await rolesOf(this.database, id);
    const { password, ...update } = readUserUpdate(body, held, await this.#refusedUsername(body, id));
    const hash = password === undefined ? {} : { password: await hashPassword(password) };
    await uniquely(() =>
      inTransaction(this.database, (client) => updateUser(client, id, { ...update, ...hash })),
    );
    if (held.includes('instructor')) await this.onListChanged();
    return this.get(id);
  }

  /** Makes the user a participant too. Throws `InvalidFields`. */
  async becomeParticipant(id: number, body: unknown) {
    await inTransaction(this.database, async (client) => {
      await lockUser(client, id);
      if ((await rolesOf(client, id)).includes('participant')) {
        throw new RuleBroken("You're already a participant");
      }
      const { university = '', accepted = true } = readParticipant(body);
      await client.participantProfile.createMany({ data: { userId: id, university, accepted } });
    });
    return this.get(id);
  }

  /** The id of the user that a token belongs to, undefined for an unknown one. */
  async findTokenOwner(key: string): Promise<number | undefined> {
    const token = await this.database.token.findUnique({ where: { key }, select: { userId: true } });
    return token?.userId;
  }

  /** What is wrong with the user name of a body when it belongs to another user. */
  async #refusedUsername(body: unknown, ownId?: number) {
    const username = readUsername(body);
    const owner = username === undefined ? undefined : await this.#findByName(username);
    return owner === undefined || owner.id === ownId ? {} : usernameTaken;
  }

  async #findByName(username: string) {
    const key = usernameKey(username);
    const select = { id: true, password: true };
    return (await this.database.user.findUnique({ where: { usernameKey: key }, select })) ?? undefined;
  }
}

async function rolesOf(client: DatabaseClient, id: number): Promise<readonly Role[]> {
  const user = presentUser(await findUser(client, id));
  return roles.filter((role) => user[role] !== null);
}

/** Another request may take the user name between our look and our write. */
async function uniquely<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isDuplicate(error) ? new InvalidFields(usernameTaken) : error;
  }
}
