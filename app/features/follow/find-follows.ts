import type { Reader } from '../../platform/database/reader';

export interface FollowRow {
  readonly id: number;
  readonly username: string;
  /** Null of who has told nothing. */
  readonly nickname: string | null;
  readonly isMutual: number;
}

export interface FollowStateRow {
  readonly followers: number;
  readonly following: number;
  readonly isFollowing: number;
  readonly isFollower: number;
}

/** Who stands at one end of the follows whose other end is the user: one query. Who began last comes first. */
const selectOf = (listed: string, user: string) => `
  SELECT u.id, u.username, (SELECT p.nickname FROM Profile p WHERE p.user_id = u.id) AS nickname,
    back.follower_id IS NOT NULL AS isMutual
  FROM Follow f
  JOIN \`User\` u ON u.id = f.${listed}
  LEFT JOIN Follow back ON back.follower_id = f.followed_id AND back.followed_id = f.follower_id
  WHERE f.${user} = ?
  ORDER BY f.created_at DESC, u.id DESC`;

export const findFollowers = (reader: Reader, userId: number) =>
  reader.query<FollowRow>(selectOf('follower_id', 'followed_id'), userId);

export const findFollowing = (reader: Reader, userId: number) =>
  reader.query<FollowRow>(selectOf('followed_id', 'follower_id'), userId);

/** Of a user, and what a requester is to them; undefined for an unknown one. */
export async function findFollowState(reader: Reader, requesterId: number, userId: number) {
  const [row] = await reader.query<FollowStateRow>(selectState, requesterId, requesterId, userId);
  return row;
}

const selectState = `
  SELECT
    (SELECT COUNT(*) FROM Follow f WHERE f.followed_id = u.id) AS followers,
    (SELECT COUNT(*) FROM Follow f WHERE f.follower_id = u.id) AS following,
    EXISTS (SELECT 1 FROM Follow f WHERE f.follower_id = ? AND f.followed_id = u.id) AS isFollowing,
    EXISTS (SELECT 1 FROM Follow f WHERE f.follower_id = u.id AND f.followed_id = ?) AS isFollower
  FROM \`User\` u
  WHERE u.id = ?`;
