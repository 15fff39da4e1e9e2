import type { DatabaseClient } from '../../platform/database/database';
import type { LockedPost } from '../post/lock-post';

/**
 * Gives a user who comments anonymously the next number of the post, once. An anonymous author is known as that; an author who
 * is named gets a number as others do, since "author" would be the name.
 */
export async function takeAlias(client: DatabaseClient, post: LockedPost, userId: number): Promise<void> {
  if (post.isAnonymous && post.userId === userId) return;
  const where = { postId_userId: { postId: post.id, userId } };
  if ((await client.postAlias.findUnique({ where })) !== null) return;
  await client.postAlias.createMany({ data: { postId: post.id, userId, number: post.aliasCount + 1 } });
  await client.$executeRaw`UPDATE Post SET alias_count = alias_count + 1 WHERE id = ${post.id}`;
}
