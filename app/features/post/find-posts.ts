import { NotFound } from '../../errors';
import type { Reader } from '../../platform/database/reader';

/** A post as the one who reads may see it, with what only decides about that: see the presenter. */
export interface PostRow {
  readonly id: number;
  readonly boardId: number;
  readonly userId: number;
  readonly title: string;
  readonly contents: string;
  readonly isAnonymous: number;
  readonly isQuestion: number;
  readonly likeCount: number;
  readonly scrapCount: number;
  readonly commentCount: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly username: string;
  readonly nickname: string;
  /** JSON of their names; null without any. */
  readonly tags: string | null;
  readonly isLiked: number;
  readonly isScrapped: number;
  /** The one who reads. */
  readonly viewerId: number;
  readonly isForStaff: number;
}

/** Deleted ones are there for nobody, hidden ones for staff. The viewer is `v`. */
export const isVisible = 'p.deleted_at IS NULL AND (p.hidden_at IS NULL OR v.is_staff)';

/** The author's columns are the same statement's for a named author and an anonymous one. */
const select = `
  SELECT STRAIGHT_JOIN p.id, p.board_id AS boardId, p.user_id AS userId, p.title, p.contents,
    p.is_anonymous AS isAnonymous, p.is_question AS isQuestion, p.like_count AS likeCount,
    p.scrap_count AS scrapCount, p.comment_count AS commentCount,
    p.created_at AS createdAt, p.updated_at AS updatedAt, u.username, COALESCE(f.nickname, '') AS nickname,
    (SELECT CAST(JSON_ARRAYAGG(g.name) AS CHAR) FROM PostTag t JOIN Tag g ON g.id = t.tag_id
     WHERE t.post_id = p.id) AS tags,
    EXISTS (SELECT 1 FROM PostLike l WHERE l.post_id = p.id AND l.user_id = v.id) AS isLiked,
    EXISTS (SELECT 1 FROM PostScrap s WHERE s.post_id = p.id AND s.user_id = v.id) AS isScrapped,
    v.id AS viewerId, v.is_staff AS isForStaff
  FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id INT PATH '$')) wanted
  JOIN \`User\` v ON v.id = ?
  JOIN Post p ON p.id = wanted.id
  JOIN \`User\` u ON u.id = p.user_id
  LEFT JOIN Profile f ON f.user_id = u.id
  WHERE ${isVisible}
  ORDER BY wanted.place`;

/** Those of them that the viewer may see, in this order: one query, however many they are. */
export const findPosts = (reader: Reader, viewerId: number, ids: readonly number[]): Promise<PostRow[]> =>
  reader.query<PostRow>(select, JSON.stringify(ids), viewerId);

/** Throws `NotFound`. */
export async function findPost(reader: Reader, viewerId: number, id: number): Promise<PostRow> {
  const [row] = await findPosts(reader, viewerId, [id]);
  if (row === undefined) throw new NotFound();
  return row;
}
