import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { answerOf, type Community, notFound, openCommunity, readAll } from '../../../test/helpers/community';
import { examinedRows } from '../../http/read-page';
import { type PostOrdering, postOrderings } from './post-schema';

interface Known {
  readonly id: number;
  readonly board: number;
  readonly author: number;
  readonly title: string;
  readonly contents: string;
  readonly tags: readonly string[];
  readonly isAnonymous: boolean;
  readonly isQuestion: boolean;
  readonly likes: number;
  readonly comments: number;
}

let community: Community;
let known: Known[];
beforeAll(async () => {
  community = await openCommunity();
  known = [];
  for (let n = 0; n < 20; n++) known.push(await add(n));
});
afterAll(() => community.stop());

const titles = ['Exam', 'exam 100%', 'Ünï_ted', 'Lunch'];

/** A post in which every filter finds something, and no two of them the same. */
async function add(n: number): Promise<Known> {
  const { api, author, other, board, namedBoard } = community;
  const user = n % 3 ? author : other;
  const on = n % 4 ? board : namedBoard;
  const isAnonymous = on === board && n % 5 < 2;
  const fields = { title: titles[n % 4] ?? '', contents: n % 2 ? 'When?' : 'Now: 100%' };
  // Common ones, and one of less than a fifth of the posts.
  const tags = [...(n % 2 ? ['exam'] : []), ...(n % 3 ? ['Über'] : []), ...(n === 8 ? ['rare'] : [])];
  const json = { ...fields, tags, is_anonymous: isAnonymous, is_question: n % 7 < 3 };
  const { body } = await api.call('POST', `boards/${on}/posts/`, { token: user.token, json });
  const [likes, comments] = [n % 3, n % 4];
  await api.database.connection.query('UPDATE Post SET like_count = ?, comment_count = ? WHERE id = ?', [
    ...[likes, comments, body.id],
  ]);
  const isQuestion = json.is_question;
  return {
    id: body.id,
    board: on,
    author: user.id,
    ...fields,
    tags,
    isAnonymous,
    isQuestion,
    likes,
    comments,
  };
}

const orders: Readonly<Record<PostOrdering, (a: Known, b: Known) => number>> = {
  '-created_at': (a, b) => b.id - a.id,
  created_at: (a, b) => a.id - b.id,
  '-likes': (a, b) => b.likes - a.likes || b.id - a.id,
  likes: (a, b) => a.likes - b.likes || a.id - b.id,
  '-comments': (a, b) => b.comments - a.comments || b.id - a.id,
  comments: (a, b) => a.comments - b.comments || a.id - b.id,
};

const idsOf = (posts: readonly { readonly id: number }[]) => posts.map(({ id }) => id);

describe('the list has those that pass all filters, in each order and of each board:', () => {
  const byAuthor = ({ author, isAnonymous }: Known) => author === community.author.id && !isAnonymous;
  const filters: [query: () => string, passes: (post: Known) => boolean][] = [
    [() => '', () => true],
    [() => 'title=EXAM', ({ title }) => /exam/i.test(title)],
    [() => 'title=100%25', ({ title }) => title.includes('100%')],
    [() => 'title=%C3%BCN%C3%8F_', ({ title }) => title === 'Ünï_ted'],
    [() => 'contents=when', ({ contents }) => contents === 'When?'],
    [() => 'tag=%20EXAM%20', ({ tags }) => tags.includes('exam')],
    [() => 'tag=%C3%BCber&question=0', ({ tags, isQuestion }) => tags.includes('Über') && !isQuestion],
    [() => 'tag=rare', ({ tags }) => tags.includes('rare')],
    [() => 'tag=rare&question=1', ({ tags, isQuestion }) => tags.includes('rare') && isQuestion],
    [() => 'tag=nobody', () => false],
    [() => 'question=true', ({ isQuestion }) => isQuestion],
    [() => `author=${community.author.id}`, byAuthor],
    [() => `author=${community.author.id}&tag=exam`, (post) => byAuthor(post) && post.tags.includes('exam')],
    [() => 'author=999999999', () => false],
    [
      () => 'title=exam&contents=w&tag=exam&question=yes',
      (post) => /exam/i.test(post.title) && post.contents === 'When?' && post.isQuestion,
    ],
    [() => 'title=&contents=&tag=&author=&question=&ordering=&what=1', () => true],
  ];

  test.each(filters)('%s', async (query, passes) => {
    for (const board of [undefined, community.board])
      for (const ordering of postOrderings) {
        const path = board === undefined ? 'posts/' : `boards/${board}/posts/`;
        const expected = known.filter((post) => passes(post) && [undefined, post.board].includes(board));
        // A filter that is filled in counts with its last value.
        const found = await readAll(community, `${path}?${query()}&ordering=${ordering}`, {
          by: community.third,
          limit: 7,
        });
        expect([ordering, idsOf(found)]).toEqual([ordering, idsOf(expected.sort(orders[ordering]))]);
      }
  });
});

test('anonymous posts are found by their author for oneself and staff alone', async () => {
  const { author, other, staff } = community;
  const all = known.filter((post) => post.author === author.id);
  const named = all.filter(({ isAnonymous }) => !isAnonymous);
  expect(named.length).toBeLessThan(all.length);
  for (const ordering of postOrderings) {
    const path = `posts/?author=${author.id}&ordering=${ordering}`;
    const find = async (by: typeof author) => idsOf(await readAll(community, path, { by, limit: 4 }));
    const [mine, toStaff, toOthers] = [await find(author), await find(staff), await find(other)];
    expect(mine).toEqual(idsOf([...all].sort(orders[ordering])));
    expect(toStaff).toEqual(mine);
    expect(toOthers).toEqual(idsOf([...named].sort(orders[ordering])));
  }
});

test.each([
  ['ordering=newest', { ordering: ['"newest" is not a valid choice.'] }],
  ['ordering=-created_at,likes', { ordering: ['"-created_at,likes" is not a valid choice.'] }],
  [
    'author=ada&question=perhaps',
    { author: ['A valid integer is required.'], question: ['Must be a valid boolean.'] },
  ],
  ['limit=0', { limit: ['Ensure this value is greater than or equal to 1.'] }],
  ['cursor=x', { cursor: ['Invalid cursor.'] }],
])('?%s is refused', async (query, body) => {
  for (const path of ['posts/', `boards/${community.board}/posts/`]) {
    const answer = await community.api.call('GET', `${path}?${query}`, community.other);
    expect(answerOf(answer)).toEqual({ status: 400, body });
  }
});

test('a cursor is of its order', async () => {
  const { body } = await community.api.call('GET', 'posts/?limit=1', community.other);
  const answer = await community.api.call(
    'GET',
    `posts/?ordering=likes&cursor=${body.next}`,
    community.other,
  );
  expect(answerOf(answer)).toEqual({ status: 400, body: { cursor: ['Invalid cursor.'] } });
});

test('an unknown board has no list', async () => {
  expect(answerOf(await community.api.call('GET', 'boards/999999/posts/', community.other))).toEqual(
    notFound,
  );
});

test.each(postOrderings)(
  'while posts come and go, ?ordering=%s shows each once and leaves none out',
  async (ordering) => {
    const { api, author, namedBoard, other } = community;
    const path = `boards/${namedBoard}/posts/`;
    const json = { title: 'Passing', contents: 'x' };
    const create = async (): Promise<number> => (await api.call('POST', path, { ...author, json })).body.id;
    const passing = await Promise.all(Array.from({ length: 6 }, create));
    const staying = idsOf(await readAll(community, `${path}?ordering=${ordering}`)).filter(
      (id) => !passing.includes(id),
    );
    const between = async () => {
      await create();
      await api.call('DELETE', `posts/${passing.pop() ?? 0}/`, author);
    };
    const seen = idsOf(
      await readAll(community, `${path}?ordering=${ordering}`, { limit: 2, between, by: other }),
    );
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => staying.includes(id))).toEqual(staying);
  },
  20_000,
);

test('a search goes on behind the rows that a page has examined', async () => {
  const { api, board, author, other } = community;
  const rows = Array.from({ length: 2 * examinedRows + 100 }, () => [board, author.id, 'Hay']);
  const insert =
    "INSERT INTO Post (board_id, user_id, title, contents, updated_at) VALUES (?, ?, ?, 'x', NOW(6))";
  await api.database.connection.batch(insert, rows);
  let pages = 1;
  const search = (query: string) =>
    readAll(community, `boards/${board}/posts/?${query}`, {
      by: other,
      limit: 20,
      between: async () => pages++,
    });
  const found = await search('title=ted');
  expect(idsOf(found)).toEqual(
    idsOf(
      known.filter((post) => post.board === board && post.title.endsWith('ted')).sort(orders['-created_at']),
    ),
  );
  expect(pages).toBe(3);
  expect(idsOf(await search('title=ted&ordering=likes'))).toHaveLength(found.length);
}, 30_000);
