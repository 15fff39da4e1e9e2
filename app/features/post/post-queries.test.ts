import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { type Community, openCommunity } from '../../../test/helpers/community';
import { recordStatements } from '../../../test/helpers/record-statements';
import { postOrderings } from './post-schema';

let community: Community;
let posts: { readonly named: number; readonly anonymous: number };
let commentId: number;
beforeAll(async () => {
  community = await openCommunity();
  posts = { named: await create(false), anonymous: await create(true) };
  commentId = await comment(posts.anonymous, true);
});
afterAll(() => community.stop());

const make = async (path: string, json: object, { token } = community.author): Promise<number> =>
  (await community.api.call('POST', path, { token, json })).body.id;
const create = (is_anonymous: boolean, n = 0) =>
  make(`boards/${community.board}/posts/`, {
    ...{ title: `Exam ${n}`, contents: 'When?', is_anonymous, is_question: n % 2 === 0 },
    tags: ['exam', `tag ${n}`],
  });
const comment = (post: number, is_anonymous: boolean, parent?: number) =>
  make(`posts/${post}/comments/`, { contents: 'x', is_anonymous, parent });

const read = async (path: string) =>
  expect(await community.api.call('GET', path, community.other)).toMatchObject({ status: 200 });

/** Of one read by a user whose token Redis knows. */
async function statementsOf(path: string): Promise<readonly string[]> {
  await read(path);
  return recordStatements(community.api.database, () => read(path));
}

test('every read costs the same few queries, however many posts, tags and comments there are', async () => {
  const expected = {
    'posts/': 2,
    'posts/?title=e&contents=w&tag=exam&question=1&ordering=-likes': 3,
    [`posts/?author=${community.author.id}`]: 3,
    [`boards/${community.board}/posts/`]: 3,
    [`posts/${posts.named}/`]: 1,
    [`posts/${posts.anonymous}/comments/`]: 2,
    [`comments/${commentId}/`]: 1,
    'tags/?name=tag': 1,
    'boards/?limit=20': 1,
    [`boards/${community.board}/`]: 1,
  };
  const countAll = async () => {
    const counts: Record<string, number> = {};
    for (const path of Object.keys(expected)) counts[path] = (await statementsOf(path)).length;
    return counts;
  };
  expect(await countAll()).toEqual(expected);
  for (let n = 1; n <= 15; n++) await comment(await create(n % 3 > 0, n), n % 2 > 0);
  for (let n = 1; n <= 15; n++) await comment(posts.anonymous, n % 2 > 0, n % 2 ? commentId : undefined);
  expect(await countAll()).toEqual(expected);
});

test('an anonymous author costs the same statements as a named one', async () => {
  const withoutNumbers = (statements: readonly string[]) =>
    statements.map((statement) => statement.replace(/\d+/g, '?'));
  for (const below of ['', 'comments/']) {
    const [named, anonymous] = [
      await statementsOf(`posts/${posts.named}/${below}`),
      await statementsOf(`posts/${posts.anonymous}/${below}`),
    ];
    expect(withoutNumbers(anonymous)).toEqual(withoutNumbers(named));
  }
});

describe('a page is a walk along one index', () => {
  const filters = ['', 'title=x', 'contents=x', 'tag=exam', 'author=1', 'question=1', 'question=0'];
  const all = filters.flatMap((filter) => postOrderings.map((ordering) => [filter, ordering] as const));

  beforeAll(async () => {
    const { connection } = community.api.database;
    const values = Array.from({ length: 3_000 }, (_, n) => [
      ...[community.board, n % 7 ? community.author.id : community.third.id, `Post ${n}`, 'x'],
      ...[n % 5 === 0, n % 11 === 0, n % 13, n % 17],
    ]);
    await connection.batch(
      `INSERT INTO Post (board_id, user_id, title, contents, is_anonymous, is_question, like_count, comment_count, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, NOW(6))`,
      values,
    );
    await connection.query(
      "INSERT IGNORE INTO PostTag (tag_id, post_id) SELECT g.id, p.id FROM Post p JOIN Tag g ON g.name_key = 'exam'",
    );
    await connection.query('ANALYZE TABLE Post, PostTag');
  });

  /** How the server finds the rows of the page that begins in the middle of the list. */
  async function explain(path: string, query: string) {
    const { body } = await community.api.call('GET', `${path}?${query}&limit=50`, community.other);
    const cursor = body.next === null ? '' : `&cursor=${body.next}`;
    const statements = await statementsOf(`${path}?${query}${cursor}`);
    const walk =
      statements.find((statement) => / w\b/.test(statement) && statement.includes('ORDER BY')) ?? '';
    const steps = await community.api.database.connection.query(`EXPLAIN FORMAT=TRADITIONAL ${walk}`);
    // The posts, or for a tag in the order of time its rows; what was examined is another table, of so many rows at most.
    return steps.find(
      ({ table, select_type }: Step) => /^[wt]$/.test(table) && !/SUBQUERY/.test(select_type),
    );
  }

  interface Step {
    readonly table: string;
    readonly select_type: string;
  }

  test.each(all)('?%s&ordering=%s', async (filter, ordering) => {
    for (const path of ['posts/', `boards/${community.board}/posts/`]) {
      const step = await explain(path, `${filter}&ordering=${ordering}`);
      expect(step).toMatchObject({ type: expect.stringMatching(/^(ref|range)$/) });
      expect(step.Extra).not.toContain('filesort');
    }
  });
});
