import { NotFound } from '../../errors';
import type { DatabaseClient } from '../../platform/database/database';

export interface LockedPost {
  readonly id: number;
  readonly userId: number;
  readonly isAnonymous: number;
  readonly aliasCount: number;
  readonly deletedAt: Date | null;
  readonly hiddenAt: Date | null;
  readonly reviewedAt: Date | null;
  readonly reportCount: number;
  readonly likeCount: number;
  readonly scrapCount: number;
}

/**
 * A post that is not deleted, locked: before anything that belongs to it is written, since the shared lock of a foreign key
 * would stand in the way of the counters. Throws `NotFound`.
 */
export async function lockPost(client: DatabaseClient, id: number): Promise<LockedPost> {
  const [post] = await client.$queryRaw<LockedPost[]>`
    SELECT id, user_id AS userId, is_anonymous AS isAnonymous, alias_count AS aliasCount, deleted_at AS deletedAt,
      hidden_at AS hiddenAt, reviewed_at AS reviewedAt, report_count AS reportCount,
      like_count AS likeCount, scrap_count AS scrapCount
    FROM Post WHERE id = ${id} AND deleted_at IS NULL FOR UPDATE`;
  if (post === undefined) throw new NotFound();
  return post;
}

/** As `lockPost`, one that is not hidden either. Throws `NotFound`. */
export async function lockListedPost(client: DatabaseClient, id: number): Promise<LockedPost> {
  const post = await lockPost(client, id);
  if (post.hiddenAt !== null) throw new NotFound();
  return post;
}
