import { NotFound } from '../../errors';
import { ascending, openPage, type PageAnswer, type PageQuery } from '../../http/page';
import { readPage } from '../../http/read-page';
import type { Reader } from '../../platform/database/reader';
import { isVisible } from '../post/find-posts';

/** A comment with what decides how much of it the one who reads may see: see the presenter. */
export interface CommentRow {
  readonly id: number;
  readonly postId: number;
  readonly userId: number;
  readonly parentId: number | null;
  readonly contents: string;
  readonly isAnonymous: number;
  readonly likeCount: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletedAt: string | null;
  readonly hiddenAt: string | null;
  readonly username: string;
  readonly nickname: string;
  /** Of the anonymous commenters of the post. */
  readonly aliasNumber: number | null;
  /** Whether whoever wrote the comment wrote the post, and that anonymously. */
  readonly isByAnonymousAuthor: number;
  readonly isLiked: number;
  /** The one who reads. */
  readonly viewerId: number;
  readonly isForStaff: number;
}

/** The viewer is `v`, the post `p`. */
const select = `
  SELECT c.id, c.post_id AS postId, c.user_id AS userId, c.parent_id AS parentId, c.contents,
    c.is_anonymous AS isAnonymous, c.like_count AS likeCount, c.created_at AS createdAt,
    c.updated_at AS updatedAt, c.deleted_at AS deletedAt, c.hidden_at AS hiddenAt, u.username,
    COALESCE(f.nickname, '') AS nickname, a.number AS aliasNumber,
    p.is_anonymous = 1 AND p.user_id = c.user_id AS isByAnonymousAuthor,
    EXISTS (SELECT 1 FROM CommentLike l WHERE l.comment_id = c.id AND l.user_id = v.id) AS isLiked,
    v.id AS viewerId, v.is_staff AS isForStaff
  FROM Comment c
  JOIN \`User\` v ON v.id = ?
  JOIN Post p ON p.id = c.post_id
  JOIN \`User\` u ON u.id = c.user_id
  LEFT JOIN Profile f ON f.user_id = u.id
  LEFT JOIN PostAlias a ON a.post_id = c.post_id AND a.user_id = c.user_id`;

/** Of one post, by time; a deleted one as long as it has replies. */
export function findComments(
  reader: Reader,
  viewerId: number,
  postId: number,
  query: PageQuery,
): Promise<PageAnswer<CommentRow>> {
  const page = openPage('created_at', [ascending('c.id')], query);
  const sql = `${select} WHERE c.post_id = ? AND (c.deleted_at IS NULL OR c.reply_count > 0)`;
  return readPage<CommentRow>(reader, page, { alias: 'c', sql, values: [viewerId, postId] }, ({ id }) => [
    id,
  ]);
}

/** One that is not deleted, of a post that the viewer may see. Throws `NotFound`. */
export async function findComment(reader: Reader, viewerId: number, id: number): Promise<CommentRow> {
  const sql = `${select} WHERE c.id = ? AND c.deleted_at IS NULL AND ${isVisible}`;
  const [row] = await reader.query<CommentRow>(sql, viewerId, id);
  if (row === undefined) throw new NotFound();
  return row;
}
