import { timestampOfText } from '../../platform/timestamp';
import type { PostRow } from './find-posts';

/** The Post object of the API, for the one who reads. */
export const presentPost = (row: PostRow) => ({
  id: row.id,
  board: row.boardId,
  title: row.title,
  contents: row.contents,
  is_anonymous: Boolean(row.isAnonymous),
  is_question: Boolean(row.isQuestion),
  tags: tagsOf(row),
  author: presentAuthor(row),
  alias: row.isAnonymous ? authorAlias : null,
  like_count: row.likeCount,
  scrap_count: row.scrapCount,
  comment_count: row.commentCount,
  is_liked: Boolean(row.isLiked),
  is_scrapped: Boolean(row.isScrapped),
  is_mine: row.userId === row.viewerId,
  created_at: timestampOfText(row.createdAt),
  updated_at: timestampOfText(row.updatedAt),
});

/** What an anonymous author is called throughout the thread. */
export const authorAlias = 'Anonymous (author)';

/** Who has written something, and who reads it. */
export interface Written {
  readonly isAnonymous: number;
  readonly userId: number;
  readonly username: string;
  readonly nickname: string;
  readonly isForStaff: number;
}

/** The one place that decides whether an author is shown: of what is anonymous, to staff alone. */
export const presentAuthor = ({ isAnonymous, isForStaff, userId, username, nickname }: Written) =>
  isAnonymous && !isForStaff ? null : { id: userId, username, nickname };

/** In an order of their own: the database has none for them. */
const tagsOf = ({ tags }: PostRow): string[] => (JSON.parse(tags ?? '[]') as string[]).sort();
