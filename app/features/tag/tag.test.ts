import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { type Community, openCommunity, readAll } from '../../../test/helpers/community';
import { recordStatements } from '../../../test/helpers/record-statements';
import type { TestApi } from '../../../test/helpers/test-api';

let community: Community;
beforeAll(async () => {
  community = await openCommunity();
});
beforeEach(async () => {
  await community.api.database.connection.query('DELETE FROM Post');
  await community.api.database.connection.query('DELETE FROM Tag');
  await community.api.redis.use(async (redis) => [await redis.flushall(), await redis.ping()]);
});
afterAll(() => community.stop());

const create = async (tags: readonly string[], api = community.api) => {
  const json = { title: 'Exam', contents: 'x', tags };
  return (await api.call('POST', `boards/${community.board}/posts/`, { ...community.author, json })).body;
};
const list = (query = '', api = community.api) => api.call('GET', `tags/${query}`, community.other);
const write = (method: string, id: number, json?: object) =>
  community.api.call(method, `posts/${id}/`, { ...community.author, json });
const countsOf = async (query = ''): Promise<Record<string, number>> =>
  Object.fromEntries((await readAll(community, `tags/${query}`)).map((tag) => [tag.name, tag.post_count]));

/** What the posts that lists show really have. */
async function realCounts(): Promise<Record<string, number>> {
  const rows = await community.api.database.connection.query(
    `SELECT g.name, COUNT(*) AS n FROM Tag g JOIN PostTag t ON t.tag_id = g.id JOIN Post p ON p.id = t.post_id
     WHERE p.is_listed = 1 GROUP BY g.id`,
  );
  return Object.fromEntries(rows.map(({ name, n }: { name: string; n: bigint }) => [name, Number(n)]));
}

describe('a tag', () => {
  test.each([
    [['Exam', ' exam ', 'EXAM'], ['Exam']],
    [['e\u0301te\u0301', 'ÉTÉ'], ['été']],
    [['Straße', 'STRASSE'], ['Straße']],
    [
      ['a', 'á'],
      ['a', 'á'],
    ],
    [
      ['🧇', '🎉'],
      ['🎉', '🧇'],
    ],
  ])('is the same whatever its letter case: %j', async (tags, shown) => {
    const sorted = (names: readonly string[]) => [...names].map((name) => name.toLowerCase()).sort();
    expect(sorted((await create(tags)).tags)).toEqual(sorted(shown));
    expect(Object.values(await countsOf())).toEqual(shown.map(() => 1));
  });

  test('that exists is taken as it is', async () => {
    await create(['Exam']);
    expect((await create([' exam'])).tags).toEqual(['Exam']);
    expect(await countsOf()).toEqual({ Exam: 2 });
  });

  test('goes with the last of its posts, and comes back', async () => {
    const { id } = await create(['exam', 'sql']);
    await write('PUT', id, { tags: ['SQL', 'new'] });
    expect(await countsOf()).toEqual({ sql: 1, new: 1 });
    await write('PATCH', id, { title: 'Other' });
    await write('DELETE', id);
    expect(await countsOf()).toEqual({});
    await create(['Exam']);
    expect(await countsOf()).toEqual({ exam: 1 });
  });
});

describe('the list', () => {
  test('has the most used first, page by page', async () => {
    for (const tags of [['one'], ['one', 'two'], ['one', 'two', 'three']]) await create(tags);
    expect((await readAll(community, 'tags/', { limit: 2 })).map(({ name }) => name)).toEqual([
      ...['one', 'two', 'three'],
    ]);
    expect(await countsOf('?name=T')).toEqual({ two: 2, three: 1 });
    expect(await countsOf('?name=%25')).toEqual({});
  });

  test('is a miss, then a hit without a query, unless it is searched', async () => {
    await create(['exam']);
    expect((await list()).headers.get('X-Cache')).toBe('miss');
    const statements = await recordStatements(community.api.database, async () =>
      expect((await list()).headers.get('X-Cache')).toBe('hit'),
    );
    expect(statements.filter((statement) => statement.includes('Tag'))).toEqual([]);
    for (const query of ['?name=e', '?limit=20'])
      expect((await list(query)).headers.get('X-Cache')).toBeNull();
  });

  test('shows a write through the one process to the next read through the other', async () => {
    const both = [community.api, community.beside] as [TestApi, TestApi];
    for (let n = 1; n <= 12; n++) {
      await create(['exam'], both[n % 2]);
      expect((await list('', both[(n + 1) % 2])).body.results).toMatchObject([
        { name: 'exam', post_count: n },
      ]);
    }
  });
});

test('posts that bring the same tags at once, through two processes, share and count them exactly', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const some = (n: number) => names.filter((_, index) => (n + index) % 3).sort(() => (n % 2 ? 1 : -1));
  const both = [community.api, community.beside] as [TestApi, TestApi];
  const posts = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      create(n % 3 ? some(n) : some(n).map((name) => name.toUpperCase()), both[n % 2]),
    ),
  );
  expect(posts.every(({ id }) => id > 0)).toBe(true);
  expect(await countsOf()).toEqual(await realCounts());
  expect(
    Object.keys(await countsOf())
      .map((name) => name.toLowerCase())
      .sort(),
  ).toEqual(names);
  const change = ({ id }: { id: number }, n: number) =>
    n % 2 ? write('DELETE', id) : write('PUT', id, { tags: some(n + 1) });
  const answers = await Promise.all(posts.map(change));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 204]));
  expect(await countsOf()).toEqual(await realCounts());
}, 30_000);

test.each(['cursor=x', 'limit=101'])('?%s is refused', async (query) => {
  expect((await list(`?${query}`)).status).toBe(400);
});

test('is for who is signed in, and nobody writes it', async () => {
  expect((await community.api.call('GET', 'tags/')).status).toBe(401);
  expect((await community.api.call('POST', 'tags/', community.author)).status).toBe(405);
});
