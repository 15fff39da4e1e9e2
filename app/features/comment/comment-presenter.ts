import { timestampOfText } from '../../platform/timestamp';
import { authorAlias, presentAuthor } from '../post/post-presenter';
import type { CommentRow } from './find-comments';

/** The Comment object of the API, for the one who reads. */
export const presentComment = (row: CommentRow) => ({
  id: row.id,
  post: row.postId,
  parent: row.parentId,
  ...(isEmptyPlace(row) ? nothing : presentText(row)),
  is_deleted: row.deletedAt !== null,
  is_hidden: row.hiddenAt !== null,
  created_at: timestampOfText(row.createdAt),
  updated_at: timestampOfText(row.updatedAt),
});

/** Deleted for everybody; hidden, until staff decide, for everybody else. */
const isEmptyPlace = ({ deletedAt, hiddenAt, isForStaff }: CommentRow) =>
  deletedAt !== null || (hiddenAt !== null && !isForStaff);

const nothing = {
  contents: '',
  is_anonymous: false,
  author: null,
  alias: null,
  like_count: 0,
  is_liked: false,
  is_mine: false,
};

const presentText = (row: CommentRow) => ({
  contents: row.contents,
  is_anonymous: Boolean(row.isAnonymous),
  author: presentAuthor(row),
  alias: row.isAnonymous ? aliasOf(row) : null,
  like_count: row.likeCount,
  is_liked: Boolean(row.isLiked),
  is_mine: row.userId === row.viewerId,
});

const aliasOf = ({ isByAnonymousAuthor, aliasNumber }: CommentRow) =>
  isByAnonymousAuthor ? authorAlias : `Anonymous ${aliasNumber}`;
