import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { answerOf, type Community, notFound, openCommunity, readAll } from '../../../test/helpers/community';
import { insertUsers } from '../../../test/helpers/insert-users';
import { recordStatements } from '../../../test/helpers/record-statements';
import type { TestUser } from '../../../test/helpers/test-api';

let community: Community;
let author: TestUser;
let other: TestUser;
let postId: number;
let commentId: number;
beforeAll(async () => {
  community = await openCommunity();
  ({ author, other } = community);
});
beforeEach(async () => {
  const post = { title: 'Exam', contents: 'When?', is_anonymous: true };
  postId = await create(`boards/${community.board}/posts/`, post);
  commentId = await create(`posts/${postId}/comments/`, { contents: 'On Friday.' });
});
afterAll(() => community.stop());

const call = (method: string, path: string, { token } = other, json?: unknown, api = community.api) =>
  api.call(method, path, { token, json });
const create = async (path: string, json: object, user = author): Promise<number> =>
  (await call('POST', path, user, json)).body.id;
const ok = (body: object) => ({ status: 200, body });
const react = async (method: string, path: string, user = other) => answerOf(await call(method, path, user));

/** What each is at, what it answers, and where it is shown. */
const reactions: [string, () => string, (count: number, on: boolean) => object, () => string][] = [
  [
    'a like of a post',
    () => `posts/${postId}/like/`,
    (like_count, is_liked) => ({ like_count, is_liked }),
    () => `posts/${postId}/`,
  ],
  [
    'a scrap of a post',
    () => `posts/${postId}/scrap/`,
    (scrap_count, is_scrapped) => ({ scrap_count, is_scrapped }),
    () => `posts/${postId}/`,
  ],
  [
    'a like of a comment',
    () => `comments/${commentId}/like/`,
    (like_count, is_liked) => ({ like_count, is_liked }),
    () => `comments/${commentId}/`,
  ],
];

describe.each(reactions)('%s', (_what, path, shown, thing) => {
  const show = async (user = other) => (await call('GET', thing(), user)).body;

  test('counts once for each, the author too', async () => {
    expect(await react('PUT', path())).toEqual(ok(shown(1, true)));
    expect(await react('PUT', path())).toEqual(ok(shown(1, true)));
    expect(await react('PUT', path(), author)).toEqual(ok(shown(2, true)));
    expect(await show()).toMatchObject(shown(2, true));
  });

  test('taken back counts no more, twice is once', async () => {
    await react('PUT', path(), author);
    expect(await react('DELETE', path())).toEqual(ok(shown(1, false)));
    expect(await react('DELETE', path(), author)).toEqual(ok(shown(0, false)));
    expect(await react('DELETE', path(), author)).toEqual(ok(shown(0, false)));
    expect(await show()).toMatchObject(shown(0, false));
  });

  test('changes nothing else', async () => {
    const before = await show(author);
    await react('PUT', path());
    expect(await show(author)).toEqual({ ...before, ...shown(1, false) });
  });

  test('by all at once through two processes is exact', async () => {
    const users = await insertUsers(community.api.database, 30);
    const both = [community.api, community.beside];
    const all = (method: string, some: TestUser[]) =>
      Promise.all(some.flatMap((user) => both.map((api) => call(method, path(), user, undefined, api))));
    await all('PUT', users);
    expect(await show()).toMatchObject(shown(30, false));
    await Promise.all([all('DELETE', users.slice(0, 11)), all('PUT', users.slice(11))]);
    expect(await show()).toMatchObject(shown(19, false));
  });

  test.each(['PUT', 'DELETE'])('%s of what is deleted or was never there is 404', async (method) => {
    const [collection, , what] = path().split('/');
    for (const id of [999_999, 'abc', 0])
      expect(await react(method, `${collection}/${id}/${what}/`)).toEqual(notFound);
    await call('DELETE', thing(), author);
    expect(await react(method, path())).toEqual(notFound);
  });

  test.each(['PUT', 'DELETE'])('%s needs a token, other methods are not there', async (method) => {
    expect((await community.api.call(method, path())).status).toBe(401);
    expect((await call('POST', path())).status).toBe(405);
    expect((await call('GET', path())).status).toBe(405);
  });
});

test('a comment of a deleted post is liked by nobody', async () => {
  await call('DELETE', `posts/${postId}/`, author);
  expect(await react('PUT', `comments/${commentId}/like/`)).toEqual(notFound);
});

describe('what one keeps', () => {
  const keep = (id: number, user: TestUser) => call('PUT', `posts/${id}/scrap/`, user);
  const kept = async (user: TestUser) =>
    (await readAll(community, 'users/me/scraps/', { by: user, limit: 2 })).map(({ id }) => id as number);
  let reader: TestUser;
  let ids: number[];
  beforeEach(async () => {
    [reader] = (await insertUsers(community.api.database, 1)) as [TestUser];
    ids = [];
    for (const title of ['A', 'B', 'C', 'D', 'E'])
      ids.push(await create(`boards/${community.board}/posts/`, { title, contents: title }));
  });

  test('is one’s own, the last kept first, page by page', async () => {
    for (const id of [...ids].reverse()) await keep(id, reader);
    expect(await kept(reader)).toEqual(ids);
    const [stranger] = (await insertUsers(community.api.database, 1)) as [TestUser];
    expect(await kept(stranger)).toEqual([]);
  });

  test('is shown as posts are', async () => {
    await keep(postId, reader);
    const { body } = await call('GET', 'users/me/scraps/', reader);
    const post = (await call('GET', `posts/${postId}/`, reader)).body;
    expect(body).toEqual({ results: [post], next: null });
    expect(post).toMatchObject({ author: null, is_scrapped: true, scrap_count: 1 });
  });

  test('costs the same few queries, however many they are', async () => {
    const list = () => call('GET', 'users/me/scraps/', reader);
    const count = async () => (await recordStatements(community.api.database, list)).length;
    await keep(postId, reader);
    await list();
    const few = await count();
    for (const id of ids) await keep(id, reader);
    expect((await list()).body.results).toHaveLength(6);
    expect([few, await count()]).toEqual([2, 2]);
  });

  test('leaves out what is deleted, and what is kept no more', async () => {
    for (const id of ids) await keep(id, reader);
    await call('DELETE', `posts/${ids[3]}/`, author);
    await call('DELETE', `posts/${ids[1]}/scrap/`, reader);
    expect(await kept(reader)).toEqual([ids[4], ids[2], ids[0]]);
  });

  test.each([
    ['limit=0', { limit: ['Ensure this value is greater than or equal to 1.'] }],
    ['cursor=x', { cursor: ['Invalid cursor.'] }],
  ])('has no page ?%s', async (query, body) => {
    expect(answerOf(await call('GET', `users/me/scraps/?${query}`))).toEqual({ status: 400, body });
  });

  test('needs a token', async () => {
    expect((await community.api.call('GET', 'users/me/scraps/')).status).toBe(401);
  });
});
