import { randomBytes } from 'node:crypto';

import type { DatabaseClient } from '../../platform/database/database';
import type { SignUp, UserUpdate } from './user-schema';
import { usernameKey } from './username';

/** Makes a user with its profile and token; `password` is the hash. Returns the id. */
export async function insertUser(client: DatabaseClient, signUp: SignUp): Promise<number> {
  const { id } = await client.user.create({
    data: {
      username: signUp.username,
      usernameKey: usernameKey(signUp.username),
      email: signUp.email,
      password: signUp.password,
      firstName: signUp.first_name ?? '',
      lastName: signUp.last_name ?? '',
      token: { create: { key: randomBytes(20).toString('hex') } },
      ...newProfile[signUp.role](signUp),
    },
    select: { id: true },
  });
  return id;
}

const newProfile = {
  participant: ({ university = '', accepted = true }: SignUp) => ({
    participant: { create: { university, accepted } },
  }),
  instructor: ({ company = '', year }: SignUp) => ({
    instructor: { create: { company, year: year ?? null } },
  }),
};

/** Writes what the update names, and nothing else: two updates at once lose nothing. `password` is the hash. */
export async function updateUser(client: DatabaseClient, userId: number, update: UserUpdate): Promise<void> {
  const account = accountOf(update);
  const participant = given({ university: update.university });
  const instructor = given({ company: update.company, year: update.year });
  if (account) await client.user.updateMany({ where: { id: userId }, data: account });
  if (participant) await client.participantProfile.updateMany({ where: { userId }, data: participant });
  if (instructor) await client.instructorProfile.updateMany({ where: { userId }, data: instructor });
}

const accountOf = ({ username, email, password, first_name, last_name }: UserUpdate) =>
  given({
    username,
    usernameKey: username === undefined ? undefined : usernameKey(username),
    email,
    password,
    firstName: first_name,
    lastName: last_name,
  });

/** The values that are not undefined; undefined without any. */
export function given<T extends object>(values: T) {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}
