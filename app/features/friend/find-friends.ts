import { NotFound } from '../../errors';
import { descending, openPage, type PageAnswer } from '../../http/page';
import { readPage } from '../../http/read-page';
import type { Reader } from '../../platform/database/reader';
import type { FriendQuery, FriendState } from './friend-schema';

/** A friendship, as one of the two sees it. */
export interface FriendRow {
  readonly id: number;
  readonly state: FriendState;
  readonly createdAt: string;
  readonly acceptedAt: string | null;
  /** The other one. */
  readonly userId: number;
  readonly username: string;
  readonly nickname: string;
}

/** Those of one user, whose id is wanted three times. Either side has an index; what they find is as much as one user has. */
const select = `
  SELECT f.id, f.state, f.created_at AS createdAt, f.accepted_at AS acceptedAt,
    u.id AS userId, u.username, COALESCE(p.nickname, '') AS nickname
  FROM (
    SELECT id, created_at, accepted_at, other_id,
      CASE WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN asker_id = other_id THEN 'received' ELSE 'asked' END AS state
    FROM (
      SELECT id, created_at, accepted_at, asker_id, high_id AS other_id FROM Friendship WHERE low_id = ?
      UNION ALL
      SELECT id, created_at, accepted_at, asker_id, low_id AS other_id FROM Friendship WHERE high_id = ?
    ) own
  ) f
  JOIN \`User\` u ON u.id = f.other_id
  LEFT JOIN Profile p ON p.user_id = f.other_id`;

/** The newest first. */
export function findFriends(
  reader: Reader,
  userId: number,
  { state, ...query }: FriendQuery,
): Promise<PageAnswer<FriendRow>> {
  const page = openPage('-id', [descending('f.id')], query);
  const where = state === undefined ? 'TRUE' : 'f.state = ?';
  const values = [userId, userId, ...(state === undefined ? [] : [state])];
  return readPage<FriendRow>(
    reader,
    page,
    { alias: 'f', sql: `${select} WHERE ${where}`, values },
    ({ id }) => [id],
  );
}

/** Throws `NotFound`, also when the user is none of the two. */
export async function findFriend(reader: Reader, userId: number, id: number): Promise<FriendRow> {
  const [row] = await reader.query<FriendRow>(`${select} WHERE f.id = ?`, userId, userId, id);
  if (row === undefined) throw new NotFound();
  return row;
}

export interface Friendship {
  readonly lowId: number;
  readonly highId: number;
  readonly askerId: number;
}

/** Throws `NotFound`. */
export async function findFriendship(reader: Reader, id: number): Promise<Friendship> {
  const [row] = await reader.query<Friendship>(
    'SELECT low_id AS lowId, high_id AS highId, asker_id AS askerId FROM Friendship WHERE id = ?',
    id,
  );
  if (row === undefined) throw new NotFound();
  return row;
}

/** The two in the order in which a friendship has them. */
export const pairOf = (a: number, b: number) => ({ lowId: Math.min(a, b), highId: Math.max(a, b) });

/** The state of what is between two users as the first one sees it; undefined for nothing. */
export async function findStateBetween(
  reader: Reader,
  userId: number,
  otherId: number,
): Promise<FriendState | undefined> {
  const { lowId, highId } = pairOf(userId, otherId);
  const [row] = await reader.query<{ accepted: number; askerId: number }>(
    `SELECT accepted_at IS NOT NULL AS accepted, asker_id AS askerId FROM Friendship WHERE low_id = ? AND high_id = ?`,
    lowId,
    highId,
  );
  if (row === undefined) return undefined;
  if (row.accepted) return 'accepted';
  return row.askerId === userId ? 'asked' : 'received';
}
