import type { DatabaseClient } from '../../platform/database/database';
import { Prisma } from '../../platform/database/generated/client';
import { lockShownComment } from '../comment/lock-comment';
import { lockListedPost } from '../post/lock-post';

/** What a user is to a post or a comment once or not at all: a row, and a counter beside what it is of. */
export interface Reaction {
  readonly table: 'PostLike' | 'PostScrap' | 'CommentLike';
  /** What it is of: its table, and the column that refers to it. */
  readonly of: 'Post' | 'Comment';
  readonly key: 'post_id' | 'comment_id';
  readonly counter: 'like_count' | 'scrap_count';
  /** Locks what it is of; resolves to what the counter says. Throws `NotFound`. */
  readonly lock: (client: DatabaseClient, id: number) => Promise<number>;
}

export const postLike: Reaction = {
  table: 'PostLike',
  of: 'Post',
  key: 'post_id',
  counter: 'like_count',
  lock: async (client, id) => (await lockListedPost(client, id)).likeCount,
};
export const postScrap: Reaction = {
  table: 'PostScrap',
  of: 'Post',
  key: 'post_id',
  counter: 'scrap_count',
  lock: async (client, id) => (await lockListedPost(client, id)).scrapCount,
};
export const commentLike: Reaction = {
  table: 'CommentLike',
  of: 'Comment',
  key: 'comment_id',
  counter: 'like_count',
  lock: async (client, id) => (await lockShownComment(client, id)).likeCount,
};

/**
 * Locks what it is of, writes or removes the row, and counts when there was something to do. The lock comes first: an insert
 * would lock for others to read, and two who have done so could not count any more. @returns the count
 */
export async function react(
  client: DatabaseClient,
  { table, of, key, counter, lock }: Reaction,
  { id, userId, on }: { readonly id: number; readonly userId: number; readonly on: boolean },
): Promise<number> {
  const [row, column] = [Prisma.raw(table), Prisma.raw(key)];
  const [thing, count] = [Prisma.raw(of), Prisma.raw(counter)];
  const before = await lock(client, id);
  const changed = on
    ? await client.$executeRaw`INSERT IGNORE INTO ${row} (${column}, user_id) VALUES (${id}, ${userId})`
    : await client.$executeRaw`DELETE FROM ${row} WHERE ${column} = ${id} AND user_id = ${userId}`;
  if (changed === 0) return before;
  const by = on ? 1 : -1;
  await client.$executeRaw`UPDATE ${thing} SET ${count} = ${count} + ${by} WHERE id = ${id}`;
  return before + by;
}
