import { Forbidden, InvalidFields, RuleBroken } from '../../errors';
import type { Database, DatabaseClient } from '../../platform/database/database';
import { inTransaction, isDuplicate } from '../../platform/database/transaction';
import { hashPassword } from '../../platform/passwords';
import { endFamilies } from '../auth/refresh-families';
import type { SignIn } from '../auth/sign-in';
import { findByName } from './find-by-name';
import { findUser, lockUser } from './find-user';
import { presentUser, presentUserWithToken } from './user-presenter';
import {
  readParticipant,
  readReferences,
  readSignUp,
  readUsername,
  readUserUpdate,
  type Role,
  roles,
} from './user-schema';
import { refusedReferences, writeProfile } from './write-profile';
import { insertUser, updateUser } from './write-user';

const usernameTaken = { username: ['A user with that username already exists.'] };

/** Accounts: who there is, and how one proves to be it. */
export class UserService {
  constructor(
    private readonly database: Database,
    private readonly signIn: SignIn,
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

  /** Throws `Forbidden`, the same in the same time whatever is wrong, or `TooManyAttempts`. */
  async logIn(body: unknown, address: string) {
    const id = await this.signIn.attempt(body, address);
    if (id === undefined) throw new Forbidden('Wrong username or wrong password');
    return presentUserWithToken(await findUser(this.database, id));
  }

  /** Throws `NotFound`. */
  async get(id: number) {
    return presentUser(await findUser(this.database, id));
  }

  /** Changes what the body names; a new password ends every sign-in by JWT. Throws `InvalidFields`. */
  async update(id: number, body: unknown) {
    const held = await rolesOf(this.database, id);
    const refused = {
      ...(await this.#refusedUsername(body, id)),
      ...(await refusedReferences(this.database, id, readReferences(body))),
    };
    const { password, ...update } = readUserUpdate(body, held, refused);
    const hash = password === undefined ? {} : { password: await hashPassword(password) };
    await uniquely(() =>
      inTransaction(this.database, async (client) => {
        await updateUser(client, id, { ...update, ...hash });
        await writeProfile(client, id, update);
        if (password !== undefined) await endFamilies(client, id);
      }),
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

  /** What is wrong with the user name of a body when it belongs to another user. */
  async #refusedUsername(body: unknown, ownId?: number) {
    const username = readUsername(body);
    const owner = username === undefined ? undefined : await findByName(this.database, username);
    return owner === undefined || owner.id === ownId ? {} : usernameTaken;
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
