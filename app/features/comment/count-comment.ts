import type { DatabaseClient } from '../../platform/database/database';

interface Place {
  readonly postId: number;
  readonly parentId: number | null;
}

/** Counts one more or one fewer, of a post and of the comment that is replied to; both are locked. */
export async function countComment(client: DatabaseClient, { postId, parentId }: Place, by: 1 | -1) {
  await client.$executeRaw`UPDATE Post SET comment_count = comment_count + ${by} WHERE id = ${postId}`;
  if (parentId !== null)
    await client.$executeRaw`UPDATE Comment SET reply_count = reply_count + ${by} WHERE id = ${parentId}`;
}
