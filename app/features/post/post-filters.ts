import { holdsText, patternOf } from '../../platform/database/substring';
import type { NamedTag } from '../tag/find-tags';
import type { PostQuery } from './post-schema';

/** What a list of posts is narrowed by. */
export interface PostScope extends Pick<PostQuery, 'title' | 'contents' | 'author' | 'question'> {
  /** With its id: a subquery in its place would have the server estimate all posts of the tag before it reads the first one. */
  readonly tag?: NamedTag | undefined;
  /** Undefined for all boards. */
  readonly board?: number | undefined;
  /** Whether the author's anonymous posts are found too: by the author and by staff. */
  readonly seesAnonymous: boolean;
}

export type FilterName =
  'listed' | 'board' | 'namedAuthor' | 'author' | 'question' | 'tag' | 'commonTag' | 'title' | 'contents';

export interface PostFilter {
  readonly name: FilterName;
  /** The condition of a post that is called so. */
  readonly of: (post: string) => string;
  readonly values: readonly (string | number)[];
}

export function filtersOf({ tag, ...scope }: PostScope): readonly PostFilter[] {
  const others = filtersBesideTag(scope);
  // A common tag narrows down less than what else is asked for does, and is looked for along that.
  const name = tag?.isCommon && others.length > 1 ? 'commonTag' : 'tag';
  return [...others, ...when(name, tag?.id, hasTag)];
}

function filtersBesideTag(scope: Omit<PostScope, 'tag'>): readonly PostFilter[] {
  const { board, title, contents, author, question, seesAnonymous } = scope;
  return [
    { name: 'listed', of: (post) => `${post}.is_listed = 1`, values: [] },
    ...when('board', board, (post) => `${post}.board_id = ?`),
    ...(seesAnonymous
      ? when('author', author, (post) => `${post}.user_id = ?`)
      : when('namedAuthor', author, (post) => `${post}.user_id = ? AND ${post}.is_anonymous = 0`)),
    ...when('question', question, (post) => `${post}.is_question = ?`),
    ...when('title', title && patternOf(title), (post) => holdsText(`${post}.title`)),
    ...when('contents', contents && patternOf(contents), (post) => holdsText(`${post}.contents`)),
  ];
}

const when = (
  name: FilterName,
  value: string | number | boolean | undefined,
  of: PostFilter['of'],
): PostFilter[] =>
  value === undefined ? [] : [{ name, of, values: [typeof value === 'boolean' ? Number(value) : value] }];

const hasTag = (post: string) =>
  `EXISTS (SELECT 1 FROM PostTag h WHERE h.tag_id = ? AND h.post_id = ${post}.id)`;
