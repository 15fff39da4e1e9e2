import type { DatabaseClient } from '../../platform/database/database';
import { countPosts } from '../tag/count-posts';

/** Gives a post that is locked, or new, these tags and no others. */
export async function writePostTags(
  client: DatabaseClient,
  post: { readonly id: number; readonly isListed: boolean },
  tagIds: readonly number[],
): Promise<void> {
  const postId = post.id;
  const tags = await client.postTag.findMany({ where: { postId }, select: { tagId: true } });
  const before = tags.map(({ tagId }) => tagId);
  const added = tagIds.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !tagIds.includes(id));
  // Before the rows, whose foreign keys take shared locks.
  if (post.isListed) await countPosts(client, changesOf(added, removed));
  if (added.length > 0) await client.postTag.createMany({ data: added.map((tagId) => ({ tagId, postId })) });
  if (removed.length > 0) await client.postTag.deleteMany({ where: { postId, tagId: { in: removed } } });
}

const changesOf = (added: readonly number[], removed: readonly number[]) =>
  new Map([...added.map((id) => [id, 1] as const), ...removed.map((id) => [id, -1] as const)]);
