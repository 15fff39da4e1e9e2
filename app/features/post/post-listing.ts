import type { DatabaseClient } from '../../platform/database/database';
import { countPosts, type TagChanges } from '../tag/count-posts';
import type { LockedPost } from './lock-post';

/** What takes a post out of the lists. */
export interface PostState {
  readonly deletedAt: Date | null;
  readonly hiddenAt: Date | null;
  readonly reviewedAt: Date | null;
}

/**
 * Deletes, hides or shows a locked post: the one place that lists and unlists, and counts its tags accordingly. Whoever calls
 * it calls `TagService.changed` once that is committed.
 */
export async function changeState(
  client: DatabaseClient,
  post: LockedPost,
  change: Partial<PostState>,
): Promise<void> {
  const { deletedAt, hiddenAt, reviewedAt }: PostState = { ...post, ...change };
  const [wasListed, isListed] = [isListedIn(post), isListedIn({ deletedAt, hiddenAt })];
  await client.$executeRaw`
    UPDATE Post SET deleted_at = ${deletedAt}, hidden_at = ${hiddenAt}, reviewed_at = ${reviewedAt},
      is_listed = ${isListed}
    WHERE id = ${post.id}`;
  if (isListed !== wasListed) await countPosts(client, await changesFor(client, post.id, isListed ? 1 : -1));
}

export const isListedIn = ({ deletedAt, hiddenAt }: Pick<PostState, 'deletedAt' | 'hiddenAt'>) =>
  deletedAt === null && hiddenAt === null;

async function changesFor(client: DatabaseClient, postId: number, by: 1 | -1): Promise<TagChanges> {
  const tags = await client.postTag.findMany({ where: { postId }, select: { tagId: true } });
  return new Map(tags.map(({ tagId }) => [tagId, by]));
}
