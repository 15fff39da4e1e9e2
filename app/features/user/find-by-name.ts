import type { Database } from '../../platform/database/database';
import { usernameKey } from './username';

export interface NamedUser {
  readonly id: number;
  /** The hash. */
  readonly password: string;
}

/** The user of that name in any letter case. */
export async function findByName(database: Database, username: string): Promise<NamedUser | undefined> {
  const select = { id: true, password: true };
  const where = { usernameKey: usernameKey(username) };
  return (await database.user.findUnique({ where, select })) ?? undefined;
}
