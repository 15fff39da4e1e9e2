import { instance as layout, seminarListCacheKey } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { make } from '../call';
import type { ApiClient } from '../client';
import type { Instance } from '../instance';
import type { Database } from '../stand-ins/database';

/** Redis holds what the clients read, for a while. @returns the keys and how long */
export async function checkRedis(instance: Instance, list: string): Promise<string> {
  const redis = (...command: string[]) => instance.run(['redis-cli', '-s', layout.redisSocket, ...command]);
  const seen = [];
  for (const key of [seminarListCacheKey('default'), seminarListCacheKey('earliest')]) {
    const ttl = Number(await redis('TTL', key));
    if (!(ttl > 0)) throw new UserError(`Redis: the key ${key} has a TTL of ${ttl}, expected more than 0`);
    seen.push(`${key} ${ttl} s`);
  }
  const value = (await redis('--raw', 'HGET', seminarListCacheKey('default'), 'value')).trimEnd();
  if (value === list) return seen.join(', ');
  throw new UserError(`Redis holds another list than the API answers: got ${value}, expected ${list}`);
}

interface Seminar {
  readonly instructors: readonly { id: number }[];
  readonly participants: readonly { id: number; is_active: boolean }[];
}

/** MySQL holds the members that the API shows. @returns how many */
export async function checkRows(
  database: Database,
  client: ApiClient,
  token: string,
  seminarId: number,
): Promise<string> {
  const answer = await make(client, { ask: `GET seminar/${seminarId}/`, token, status: 200 });
  const { instructors, participants } = answer.json<Seminar>();
  const expected = [
    ...instructors.map(({ id }) => `${id}\tinstructor\t1`),
    ...participants.map(({ id, is_active }) => `${id}\tparticipant\t${Number(is_active)}`),
  ];
  const rows = await database.query(
    `SELECT user_id, role, is_active FROM UserSeminar WHERE seminar_id = ${seminarId}`,
  );
  if (rows.sort().join() === expected.sort().join()) {
    return `seminar ${seminarId}: ${instructors.length} instructors, ${participants.length} participants`;
  }
  throw new UserError(`rows of UserSeminar: got ${rows.join('; ')}, expected ${expected.join('; ')}`);
}
