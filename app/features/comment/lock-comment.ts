import { NotFound } from '../../errors';
import type { DatabaseClient } from '../../platform/database/database';

export interface LockedComment {
  readonly id: number;
  readonly postId: number;
  readonly parentId: number | null;
  readonly hiddenAt: Date | null;
  readonly reviewedAt: Date | null;
  readonly reportCount: number;
  readonly likeCount: number;
}

/** A comment that is not deleted, locked; undefined when there is none. Its post is to be locked before. */
export async function findCommentLocked(
  client: DatabaseClient,
  id: number,
): Promise<LockedComment | undefined> {
  const [comment] = await client.$queryRaw<LockedComment[]>`
    SELECT id, post_id AS postId, parent_id AS parentId, hidden_at AS hiddenAt, reviewed_at AS reviewedAt,
      report_count AS reportCount, like_count AS likeCount
    FROM Comment WHERE id = ${id} AND deleted_at IS NULL FOR UPDATE`;
  return comment;
}

/** Throws `NotFound`. */
export async function lockComment(client: DatabaseClient, id: number): Promise<LockedComment> {
  const comment = await findCommentLocked(client, id);
  if (comment === undefined) throw new NotFound();
  return comment;
}

/** As `lockComment`, one that is not hidden either. Throws `NotFound`. */
export async function lockShownComment(client: DatabaseClient, id: number): Promise<LockedComment> {
  const comment = await lockComment(client, id);
  if (comment.hiddenAt !== null) throw new NotFound();
  return comment;
}
