import type { Connection } from 'mariadb';

import { type Environment, InvalidSettings, readDatabaseSettings } from '../config';
import { usernameKey } from '../features/user/username';
import { DatabaseUnreachable, withConnection } from '../platform/database/with-connection';

export const exitCodes = { ok: 0, failed: 1, usage: 2, unreachable: 4 } as const;

const usage = `usage: staff list | staff grant USERNAME | staff take USERNAME
  Staff keep the service in order: they make schools and courses, see who wrote what, and decide on what was reported.`;

/** What is wrong with how the command was called. */
class UsageError extends Error {}

/** `server.cjs staff …`: says who is staff and makes users staff, or no longer; resolves to the exit code. */
export async function staffCommand(
  words: readonly string[],
  environment: Environment,
  print: (text: string) => void,
): Promise<number> {
  try {
    const work = readWords(words);
    return await withConnection(readDatabaseSettings(environment), (connection) => work(connection, print));
  } catch (error) {
    print((error as Error).message);
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof InvalidSettings) return exitCodes.usage;
  return error instanceof DatabaseUnreachable ? exitCodes.unreachable : exitCodes.failed;
}

type Work = (connection: Connection, print: (text: string) => void) => Promise<number>;

function readWords([verb, username, ...others]: readonly string[]): Work {
  if (verb === 'list' && username === undefined) return list;
  const isStaff = { grant: true, take: false }[verb ?? ''];
  if (isStaff === undefined)
    throw new UsageError(`got ${verb ?? 'nothing'}; allowed: list, grant, take.\n${usage}`);
  if (username === undefined || others.length > 0)
    throw new UsageError(`${verb} takes one user name.\n${usage}`);
  return (connection, print) => set(connection, username, isStaff, print);
}

const list: Work = async (connection, print) => {
  const rows = await connection.query<Named[]>('SELECT username FROM `User` WHERE is_staff ORDER BY id');
  print(rows.length === 0 ? 'Nobody is staff.' : rows.map(({ username }) => username).join('\n'));
  return exitCodes.ok;
};

interface Named {
  readonly username: string;
}

/** It counts with the next request: no process remembers who is staff. */
async function set(connection: Connection, name: string, isStaff: boolean, print: (text: string) => void) {
  const key = usernameKey(name.trim());
  const [user] = await connection.query<Named[]>('SELECT username FROM `User` WHERE username_key = ?', [key]);
  if (user === undefined) {
    print(`There is no user named ${JSON.stringify(name)}. Sign up first: POST /api/v1/user/.`);
    return exitCodes.failed;
  }
  await connection.query('UPDATE `User` SET is_staff = ? WHERE username_key = ?', [isStaff, key]);
  print(`${user.username} is ${isStaff ? '' : 'not '}staff.`);
  return exitCodes.ok;
}
