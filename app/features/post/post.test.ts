import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import {
  answerOf,
  type Community,
  noPermission,
  notFound,
  openCommunity,
  timestamp,
} from '../../../test/helpers/community';
import type { TestUser } from '../../../test/helpers/test-api';

let community: Community;
let author: TestUser;
let other: TestUser;
let id: number;
beforeAll(async () => {
  community = await openCommunity();
  ({ author, other } = community);
});
beforeEach(async () => {
  id = (await create(post)).body.id;
});
afterAll(() => community.stop());

const post = { title: 'When is the exam?', contents: 'Does anybody know?' };
const create = (json: unknown, { token } = author, board = community.board) =>
  community.api.call('POST', `boards/${board}/posts/`, { token, json });
const show = ({ token } = other, of: unknown = id) =>
  community.api.call('GET', `posts/${String(of)}/`, { token });
const update = (json: unknown, { token } = author, of: unknown = id, method = 'PUT') =>
  community.api.call(method, `posts/${String(of)}/`, { token, json });
const remove = ({ token } = author, of: unknown = id) =>
  community.api.call('DELETE', `posts/${String(of)}/`, { token });

describe('creating a post', () => {
  test('answers with what its author reads', async () => {
    const answer = await create({ ...post, title: '  When? ', what: 1 });
    const body = {
      id: expect.any(Number),
      board: community.board,
      title: 'When?',
      contents: post.contents,
      is_anonymous: false,
      is_question: false,
      tags: [],
      author: { id: author.id, username: author.username, nickname: '' },
      alias: null,
      like_count: 0,
      scrap_count: 0,
      comment_count: 0,
      is_liked: false,
      is_scrapped: false,
      is_mine: true,
      created_at: expect.stringMatching(timestamp),
      updated_at: expect.stringMatching(timestamp),
    };
    expect(answerOf(answer)).toEqual({ status: 201, body });
    expect((await show(other, answer.body.id)).body).toEqual({ ...body, is_mine: false });
  });

  test.each([
    [{ is_question: 'Yes' }, { is_question: true }],
    [{ contents: '🧇'.repeat(10_000) }, { contents: '🧇'.repeat(10_000) }],
    [{ title: 7 }, { title: '7' }],
    [{ tags: ['b', ' a '] }, { tags: ['a', 'b'] }],
    [{ tags: ['', ' '] }, { tags: [] }],
  ])('takes %j', async (fields, shown) => {
    expect((await create({ ...post, ...fields })).body).toMatchObject(shown);
  });

  test.each([
    [{ title: ' ' }, { title: ['This field may not be blank.'] }],
    [{ title: 'x'.repeat(101) }, { title: ['Ensure this field has no more than 100 characters.'] }],
    [
      { contents: 'x'.repeat(10_001) },
      { contents: ['Ensure this field has no more than 10000 characters.'] },
    ],
    [{ is_question: 'perhaps' }, { is_question: ['Must be a valid boolean.'] }],
    [{ tags: 'exam' }, { tags: ['Expected a list of items.'] }],
    [{ tags: null }, { tags: ['This field may not be null.'] }],
    [{ tags: [{}] }, { tags: ['0: Not a valid string.'] }],
    [{ tags: ['x'.repeat(31)] }, { tags: ['0: Ensure this field has no more than 30 characters.'] }],
    [
      { tags: Array.from({ length: 21 }, (_, n) => `tag ${n}`) },
      { tags: ['Ensure this field has no more than 20 elements.'] },
    ],
    [
      { title: undefined, contents: undefined },
      { title: ['This field is required.'], contents: ['This field is required.'] },
    ],
  ])('refuses %j', async (fields, body) => {
    expect(answerOf(await create({ ...post, ...fields }))).toEqual({ status: 400, body });
  });

  test('is refused anonymously where the board wants names', async () => {
    const answer = await create({ ...post, is_anonymous: true }, author, community.namedBoard);
    const body = { is_anonymous: ['This board has no anonymous posts.'] };
    expect(answerOf(answer)).toEqual({ status: 400, body });
    expect((await create({ ...post, is_anonymous: false }, author, community.namedBoard)).status).toBe(201);
  });

  test.each([
    ['urlencoded', () => new URLSearchParams()],
    ['multipart', () => new FormData()],
  ])('takes a form, %s, that repeats its tags', async (_title, open) => {
    const form = open();
    for (const [name, value] of Object.entries(post)) form.append(name, value);
    for (const tag of ['one', 'two', '']) form.append('tags', tag);
    const url = `http://127.0.0.1:${community.api.port}/api/v1/boards/${community.board}/posts/`;
    const headers = { Authorization: `Token ${author.token}` };
    const answer = await fetch(url, { method: 'POST', headers, body: form });
    expect(await answer.json()).toMatchObject({ ...post, tags: ['one', 'two'] });
  });

  test.each([999_999, 'x'])('on board %s is 404', async (board) => {
    expect(answerOf(await create(post, author, board as number))).toEqual(notFound);
  });
});

describe.each(['PUT', 'PATCH'])('%s posts/{id}/', (method) => {
  test.each([
    [{ title: ' New ' }, { title: 'New' }],
    [{ contents: 'New' }, { contents: 'New' }],
    [{ is_question: 1 }, { is_question: true }],
    [{ tags: ['new'] }, { tags: ['new'] }],
    [{ tags: [] }, { tags: [] }],
  ])('stores %j and keeps the rest', async (json, changed) => {
    const { body: before } = await create({ ...post, tags: ['old'] });
    const answer = await update(json, author, before.id, method);
    const body = { ...before, ...changed, updated_at: expect.stringMatching(timestamp) };
    expect(answerOf(answer)).toEqual({ status: 200, body });
    expect((await show(author, before.id)).body).toEqual(answer.body);
  });

  test('with nothing to change changes nothing', async () => {
    const before = (await show(author)).body;
    expect((await update({}, author, id, method)).body).toEqual(before);
    expect((await update({ is_anonymous: false, id: 1 }, author, id, method)).body).toEqual(before);
  });

  test('stores nothing when a field is bad', async () => {
    const before = (await show()).body;
    const answer = await update({ title: 'New', tags: ['x'.repeat(31)] }, author, id, method);
    expect(answer.status).toBe(400);
    expect((await show()).body).toEqual(before);
  });

  test.each([true, false])('keeps who is anonymous so, from %s on', async (is_anonymous) => {
    const { body } = await create({ ...post, is_anonymous });
    const answer = await update({ is_anonymous: !is_anonymous }, author, body.id, method);
    const refusal = { is_anonymous: ['Whether a post is anonymous cannot be changed.'] };
    expect(answerOf(answer)).toEqual({ status: 400, body: refusal });
    expect((await update({ is_anonymous }, author, body.id, method)).status).toBe(200);
  });

  test('of another user is refused, whatever the fields', async () => {
    expect(answerOf(await update({ title: '' }, other, id, method))).toEqual(noPermission);
    expect(answerOf(await update({ title: '' }, community.staff, id, method))).toEqual(noPermission);
  });

  test.each([999_999, 'abc', 0])('of post %s is 404', async (of) => {
    expect(answerOf(await update({ title: '' }, author, of, method))).toEqual(notFound);
  });
});

describe('deleting a post', () => {
  test('makes it unknown to everybody, and keeps its row', async () => {
    expect(answerOf(await remove())).toEqual({ status: 204, body: '' });
    for (const user of [author, other, community.staff]) expect(answerOf(await show(user))).toEqual(notFound);
    expect(answerOf(await update({}))).toEqual(notFound);
    expect(answerOf(await remove())).toEqual(notFound);
    const rows = await community.api.database.connection.query('SELECT title FROM Post WHERE id = ?', [id]);
    expect(rows).toMatchObject([{ title: post.title }]);
  });

  test('of another user is refused', async () => {
    expect(answerOf(await remove(other))).toEqual(noPermission);
    expect((await show()).status).toBe(200);
  });

  test('asked for many times at once, happens once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => remove()));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(7);
  });
});

test('a hidden post is there for staff alone', async () => {
  const hide = 'UPDATE Post SET hidden_at = NOW(6), is_listed = 0 WHERE id = ?';
  await community.api.database.connection.query(hide, [id]);
  for (const user of [author, other]) expect(answerOf(await show(user))).toEqual(notFound);
  expect((await show(community.staff)).status).toBe(200);
  expect(answerOf(await update({ title: 'New' }))).toEqual(notFound);
  expect(answerOf(await remove())).toEqual(notFound);
});

test.each([
  ['GET', 'posts/'],
  ['GET', 'posts/1/'],
  ['PUT', 'posts/1/'],
  ['PATCH', 'posts/1/'],
  ['DELETE', 'posts/1/'],
  ['GET', 'boards/1/posts/'],
  ['POST', 'boards/1/posts/'],
])('%s %s needs a token', async (method, path) => {
  expect((await community.api.call(method, path)).status).toBe(401);
});

test.each([
  ['POST', 'posts/'],
  ['POST', 'posts/1/'],
  ['DELETE', 'boards/1/posts/'],
])('%s %s is no call', async (method, path) => {
  expect((await community.api.call(method, path, author)).status).toBe(405);
});
