import {
  ascending,
  descending,
  openPage,
  type Order,
  type PageAnswer,
  type PageQuery,
} from '../../http/page';
import { type Condition, readPage } from '../../http/read-page';
import type { Reader } from '../../platform/database/reader';
import { findTagNamed } from '../tag/find-tags';
import { type FilterName, filtersOf, type PostFilter, type PostScope } from './post-filters';
import type { PostOrdering } from './post-schema';

/** What a list goes by before the id; ids grow with time. */
type Counter = 'like_count' | 'comment_count';

/** A place in any of the orders. */
type Place = Readonly<Record<Counter | 'id', number>>;

const orderings: Readonly<Record<PostOrdering, readonly [typeof ascending, ...Counter[]]>> = {
  '-created_at': [descending],
  created_at: [ascending],
  '-likes': [descending, 'like_count'],
  likes: [ascending, 'like_count'],
  '-comments': [descending, 'comment_count'],
  comments: [ascending, 'comment_count'],
};

/** What brings posts in an order: one walk, from the cursor on. */
interface Walk {
  /** The table, as `w`, along one index. */
  readonly from: string;
  /** The filters that the index serves; all of them must be there. */
  readonly serves: readonly FilterName[];
  /** In place of what the filters say. */
  readonly where?: string;
}

const along = (index: string, ...serves: FilterName[]): Walk => ({
  from: `Post w FORCE INDEX (Post_${index}_idx)`,
  serves,
});

/** The narrowest first; the last one serves every list. */
const byTime: readonly Walk[] = [
  along('user_id_is_listed_is_anonymous_id', 'listed', 'namedAuthor'),
  along('user_id_is_listed_id', 'listed', 'author'),
  {
    from: '(SELECT t.tag_id, t.post_id AS id FROM PostTag t FORCE INDEX (PRIMARY)) w',
    serves: ['tag'],
    where: 'w.tag_id = ?',
  },
  along('board_id_is_listed_id', 'listed', 'board'),
  along('is_listed_is_question_id', 'listed', 'question'),
  along('is_listed_id', 'listed'),
];
const byCounter = (counter: Counter): readonly Walk[] => [
  along(`board_id_is_listed_${counter}_id`, 'listed', 'board'),
  along(`is_listed_${counter}_id`, 'listed'),
];

/** A page of ids, in one query beside that for the tag. What no index of the order serves is searched for. */
export async function findPostIds(
  reader: Reader,
  { tag, ...scope }: Omit<PostScope, 'tag'> & { readonly tag?: string | undefined },
  { ordering = '-created_at', ...query }: PageQuery & { readonly ordering?: PostOrdering },
): Promise<PageAnswer<number>> {
  const [towards, ...counters] = orderings[ordering];
  const columns = [...counters, 'id'] as const;
  const page = openPage(ordering, columns.map((column) => towards(`w.${column}`)) as unknown as Order, query);
  const named = tag === undefined ? undefined : await findTagNamed(reader, tag);
  if (tag !== undefined && named === undefined) return { results: [], next: null };
  const list = listOf(
    filtersOf({ ...scope, tag: named }),
    columns,
    counters[0] ? byCounter(counters[0]) : byTime,
  );
  const { results, next } = await readPage<Place>(reader, page, list, (row) =>
    columns.map((column) => row[column]),
  );
  return { results: results.map(({ id }) => id), next };
}

function listOf(filters: readonly PostFilter[], columns: readonly string[], walks: readonly Walk[]) {
  const has = (name: FilterName) => filters.some((filter) => filter.name === name);
  const walk = walks.find(({ serves }) => serves.every(has)) as Walk;
  const served = filters.filter(({ name }) => walk.serves.includes(name));
  const selected = columns.map((column) => `w.${column}`).join(', ');
  return {
    alias: 'w',
    sql: `SELECT ${selected} FROM ${walk.from} WHERE ${walk.where ?? allOf(served, 'w')}`,
    values: served.flatMap(({ values }) => values),
    search: searchFor(filters.filter((filter) => !served.includes(filter))),
  };
}

function searchFor(filters: readonly PostFilter[]): Condition | undefined {
  if (filters.length === 0) return undefined;
  const sql = `EXISTS (SELECT 1 FROM Post q WHERE q.id = w.id AND ${allOf(filters, 'q')})`;
  return { sql, values: filters.flatMap(({ values }) => values) };
}

const allOf = (filters: readonly PostFilter[], post: string) =>
  filters.map((filter) => filter.of(post)).join(' AND ');
