import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import {
  answerOf,
  type Community,
  noPermission,
  notFound,
  openCommunity,
  readAll,
  timestamp,
} from '../../../test/helpers/community';
import { insertUsers } from '../../../test/helpers/insert-users';
import type { TestUser } from '../../../test/helpers/test-api';

let community: Community;
let author: TestUser;
let other: TestUser;
let postId: number;
beforeAll(async () => {
  community = await openCommunity();
  ({ author, other } = community);
});
beforeEach(async () => {
  postId = await createPost();
});
afterAll(() => community.stop());

const createPost = async (fields = {}, board = community.board): Promise<number> => {
  const json = { title: 'Exam', contents: 'When?', ...fields };
  return (await community.api.call('POST', `boards/${board}/posts/`, { ...author, json })).body.id;
};
const comment = (json: unknown, { token } = other, of: unknown = postId, api = community.api) =>
  api.call('POST', `posts/${String(of)}/comments/`, { token, json });
const idOf = async (json: object, user = other): Promise<number> =>
  (await comment({ contents: 'On Friday.', ...json }, user)).body.id;
const at = (method: string, id: unknown, { token } = other, json?: unknown) =>
  community.api.call(method, `comments/${String(id)}/`, { token, json });
const list = (user = author) => readAll(community, `posts/${postId}/comments/`, { by: user });
const countOf = async () =>
  (await community.api.call('GET', `posts/${postId}/`, author)).body.comment_count as number;

describe('commenting', () => {
  test('answers with what everybody reads', async () => {
    const answer = await comment({ contents: '  On Friday. ', what: 1 });
    const body = {
      id: expect.any(Number),
      post: postId,
      parent: null,
      contents: 'On Friday.',
      is_anonymous: false,
      author: { id: other.id, username: other.username, nickname: '' },
      alias: null,
      is_mine: true,
      is_deleted: false,
      is_hidden: false,
      like_count: 0,
      is_liked: false,
      created_at: expect.stringMatching(timestamp),
      updated_at: expect.stringMatching(timestamp),
    };
    expect(answerOf(answer)).toEqual({ status: 201, body });
    expect(await list()).toEqual([{ ...body, is_mine: false }]);
    expect(await countOf()).toBe(1);
  });

  test.each([
    [{ contents: ' ' }, { contents: ['This field may not be blank.'] }],
    [{ contents: 'x'.repeat(1_001) }, { contents: ['Ensure this field has no more than 1000 characters.'] }],
    [{ parent: 999_999 }, { parent: ['The post has no comment with this id.'] }],
    [{ parent: '9'.repeat(20) }, { parent: ['The post has no comment with this id.'] }],
    [{ parent: 'x' }, { parent: ['A valid integer is required.'] }],
    [
      { is_anonymous: 2, contents: undefined },
      { is_anonymous: ['Must be a valid boolean.'], contents: ['This field is required.'] },
    ],
  ])('refuses %j', async (fields, body) => {
    expect(answerOf(await comment({ contents: 'On Friday.', ...fields }))).toEqual({ status: 400, body });
  });

  test('is refused anonymously where the board wants names', async () => {
    postId = await createPost({}, community.namedBoard);
    const body = { is_anonymous: ['This board has no anonymous comments.'] };
    expect(answerOf(await comment({ contents: 'x', is_anonymous: true }))).toEqual({ status: 400, body });
  });

  test.each([999_999, 'x'])('on post %s is 404', async (of) => {
    expect(answerOf(await comment({ contents: '' }, other, of))).toEqual(notFound);
  });

  test('on a deleted post is 404, as reading is', async () => {
    const id = await idOf({});
    await community.api.call('DELETE', `posts/${postId}/`, author);
    expect(answerOf(await comment({ contents: 'x' }))).toEqual(notFound);
    expect(answerOf(await community.api.call('GET', `posts/${postId}/comments/`, other))).toEqual(notFound);
    for (const method of ['GET', 'PUT', 'DELETE']) expect(answerOf(await at(method, id))).toEqual(notFound);
  });
});

describe('replies', () => {
  test('name their parent, in a list by time', async () => {
    const first = await idOf({});
    const second = await idOf({});
    const reply = await idOf({ parent: String(first) }, author);
    const shown = (await list()).map(({ id, parent }: { id: number; parent: number }) => [id, parent]);
    expect(shown).toEqual([
      [first, null],
      [second, null],
      [reply, first],
    ]);
    expect(await countOf()).toBe(3);
  });

  test('go one level deep', async () => {
    const reply = await idOf({ parent: await idOf({}) });
    const body = { parent: ['A reply has no replies.'] };
    expect(answerOf(await comment({ contents: 'x', parent: reply }))).toEqual({ status: 400, body });
  });

  test('stay with the post', async () => {
    const parent = await idOf({});
    postId = await createPost();
    const body = { parent: ['The post has no comment with this id.'] };
    expect(answerOf(await comment({ contents: 'x', parent }))).toEqual({ status: 400, body });
  });
});

describe.each(['PUT', 'PATCH'])('%s comments/{id}/', (method) => {
  test('stores what is said and nothing else', async () => {
    const id = await idOf({});
    const json = { contents: ' On Monday. ', is_anonymous: true, parent: 1 };
    const answer = await at(method, id, other, json);
    expect(answer).toMatchObject({
      status: 200,
      body: { contents: 'On Monday.', is_anonymous: false, parent: null },
    });
    expect((await at('GET', id)).body).toEqual(answer.body);
    expect((await at(method, id, other, {})).body).toEqual(answer.body);
  });

  test('refuses what is blank, another user, and staff', async () => {
    const id = await idOf({});
    const body = { contents: ['This field may not be blank.'] };
    expect(answerOf(await at(method, id, other, { contents: '' }))).toEqual({ status: 400, body });
    for (const user of [author, community.staff])
      expect(answerOf(await at(method, id, user, { contents: '' }))).toEqual(noPermission);
  });
});

describe('deleting a comment', () => {
  test('without replies leaves nothing', async () => {
    const id = await idOf({});
    expect(answerOf(await at('DELETE', id))).toEqual({ status: 204, body: '' });
    expect(await list()).toEqual([]);
    expect(await countOf()).toBe(0);
    for (const method of ['GET', 'PUT', 'DELETE']) expect(answerOf(await at(method, id))).toEqual(notFound);
  });

  test('with replies leaves an empty place until they are gone', async () => {
    const id = await idOf({ is_anonymous: true });
    const reply = await idOf({ parent: id }, author);
    await at('DELETE', id);
    const place = { id, contents: '', is_deleted: true, author: null, alias: null, is_mine: false };
    expect(await list(other)).toMatchObject([
      { ...place, is_anonymous: false },
      { id: reply, parent: id },
    ]);
    expect(await countOf()).toBe(1);
    await at('DELETE', reply, author);
    expect([await list(), await countOf()]).toEqual([[], 0]);
  });

  test('that was replied to takes no more replies', async () => {
    const parent = await idOf({});
    await idOf({ parent });
    await at('DELETE', parent);
    expect((await comment({ contents: 'x', parent })).status).toBe(400);
  });

  test('of another user is refused', async () => {
    expect(answerOf(await at('DELETE', await idOf({}), author))).toEqual(noPermission);
  });

  test('asked for many times at once, happens once', async () => {
    const id = await idOf({});
    const answers = await Promise.all(Array.from({ length: 8 }, () => at('DELETE', id)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(await countOf()).toBe(0);
  });
});

test('a hidden comment is an empty place for all but staff', async () => {
  const id = await idOf({});
  await community.api.database.connection.query('UPDATE Comment SET hidden_at = NOW(6) WHERE id = ?', [id]);
  expect(await list()).toMatchObject([{ id, contents: '', author: null, is_hidden: true }]);
  expect(await list(community.staff)).toMatchObject([{ id, contents: 'On Friday.', is_hidden: true }]);
});

describe('many at once, through two processes,', () => {
  test('are counted exactly', async () => {
    const parent = await idOf({});
    const work = (_: unknown, n: number) =>
      comment(
        { contents: 'x', parent: n % 3 ? null : parent },
        other,
        postId,
        n % 2 ? community.api : community.beside,
      );
    const answers = await Promise.all(Array.from({ length: 30 }, work));
    const ids = answers.map(({ body }) => body.id as number);
    expect(await countOf()).toBe(31);
    await Promise.all(ids.slice(0, 12).map((id) => at('DELETE', id)));
    expect([await countOf(), (await list()).length]).toEqual([19, 19]);
    const [row] = await community.api.database.connection.query(
      `SELECT reply_count = (SELECT COUNT(*) FROM Comment r WHERE r.parent_id = c.id AND r.deleted_at IS NULL) AS exact
       FROM Comment c WHERE c.id = ?`,
      [parent],
    );
    expect(Number(row.exact)).toBe(1);
  });

  test('get one alias each, numbered without a gap', async () => {
    const users = await insertUsers(community.api.database, 8);
    const work = (_: unknown, n: number) =>
      comment(
        { contents: 'x', is_anonymous: true },
        users[n % 8] as TestUser,
        postId,
        n % 2 ? community.api : community.beside,
      );
    const answers = await Promise.all(Array.from({ length: 24 }, work));
    const aliases = answers.map(({ body }) => body.alias as string);
    expect(new Set(aliases)).toEqual(new Set(users.map((_, n) => `Anonymous ${n + 1}`)));
    users.forEach((_, n) => expect(new Set([n, n + 8, n + 16].map((one) => aliases[one])).size).toBe(1));
  });
});

test.each([
  ['GET', 'posts/1/comments/'],
  ['POST', 'posts/1/comments/'],
  ['GET', 'comments/1/'],
  ['PUT', 'comments/1/'],
  ['PATCH', 'comments/1/'],
  ['DELETE', 'comments/1/'],
])('%s %s needs a token', async (method, path) => {
  expect((await community.api.call(method, path)).status).toBe(401);
});
