import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let owner: TestUser;
let friend: TestUser;
let diaryId: number;
beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  [owner, friend] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
  const json = { date: '2026-11-21', contents: 'Waffles' };
  diaryId = (await api.call('POST', 'diaries/', { token: owner.token, json })).body.id;
});
afterAll(() => api.stop());

const call = (method: string, { token }: TestUser, json?: unknown, id: unknown = diaryId) =>
  api.call(method, `diaries/${String(id)}/like/`, { token, json });
const like = (user: TestUser, emoji: unknown) => call('PUT', user, { emoji });
const likes = async (user: TestUser) => (await call('GET', user)).body;
const answerOf = ({ status, body }: Answer) => ({ status, body });

const nobody = { likes: 0, emojis: [], own: null };
const noDiary = { status: 404, body: { message: '해당 기록을 찾을 수 없습니다.' } };

describe('a diary', () => {
  test('is liked by nobody at first', async () => {
    expect(await likes(owner)).toEqual(nobody);
  });

  test('is liked once by each, twice is once', async () => {
    const liked = { likes: 1, emojis: [{ emoji: '🧇', count: 1 }], own: '🧇' };
    expect(answerOf(await like(friend, '🧇'))).toEqual({ status: 200, body: liked });
    expect(answerOf(await like(friend, '🧇'))).toEqual({ status: 200, body: liked });
    expect(await likes(owner)).toEqual({ ...liked, own: null });
  });

  test('is liked with the last emoji of each', async () => {
    await like(friend, '🧇');
    const body = { likes: 1, emojis: [{ emoji: '👍🏽', count: 1 }], own: '👍🏽' };
    expect(answerOf(await like(friend, '👍🏽'))).toEqual({ status: 200, body });
  });

  test('counts each emoji, the most used first', async () => {
    const users = await insertUsers(api.database, 4);
    const emojis = ['👍', '❤', '❤️', '👍🏽'];
    for (const [index, user] of users.entries()) await like(user, emojis[index]);
    const counts = [
      { emoji: '❤️', count: 2 },
      { emoji: '👍', count: 1 },
      { emoji: '👍🏽', count: 1 },
    ];
    expect(await likes(friend)).toEqual({ likes: 4, emojis: counts, own: null });
  });

  test('is liked no more by who takes it back, once or twice', async () => {
    await Promise.all([like(friend, '🧇'), like(owner, '🧇')]);
    const left = { likes: 1, emojis: [{ emoji: '🧇', count: 1 }], own: null };
    expect(answerOf(await call('DELETE', friend))).toEqual({ status: 200, body: left });
    expect(answerOf(await call('DELETE', friend))).toEqual({ status: 200, body: left });
  });

  test.each([
    [{}, 'This field is required.'],
    [{ emoji: '' }, 'Enter one emoji.'],
    [{ emoji: 'ok' }, 'Enter one emoji.'],
    [{ emoji: '🧇🧇' }, 'Enter one emoji.'],
    [{ emoji: ['🧇'] }, 'Not a valid string.'],
  ])('is not liked with %j', async (json, message) => {
    const answer = await call('PUT', friend, json);
    expect(answerOf(answer)).toEqual({ status: 400, body: { emoji: [message] } });
    expect(await likes(owner)).toEqual(nobody);
  });
});

describe.each(['GET', 'PUT', 'DELETE'])('%s diaries/{id}/like/', (method) => {
  const json = method === 'PUT' ? { emoji: '🧇' } : undefined;

  test.each([999_999, 'abc', 0])('of diary %s is 404', async (id) => {
    expect(answerOf(await call(method, friend, json, id))).toEqual(noDiary);
  });

  test('of a deleted diary is 404', async () => {
    await api.call('DELETE', `diaries/${diaryId}/`, { token: owner.token });
    expect(answerOf(await call(method, friend, json))).toEqual(noDiary);
  });

  test('needs a token', async () => {
    expect((await api.call(method, `diaries/${diaryId}/like/`, { json })).status).toBe(401);
  });
});

test('the counts are exact when all like at once, with one emoji after the other', async () => {
  const users = await insertUsers(api.database, 30);
  const emojis = ['🧇', '👍', '❤️'];
  await Promise.all(users.flatMap((user) => emojis.map((emoji) => like(user, emoji))));
  const { likes: sum, emojis: counts } = await likes(owner);
  expect(sum).toBe(30);
  expect(counts.reduce((total: number, { count }: { count: number }) => total + count, 0)).toBe(30);
  await Promise.all(users.slice(0, 11).map((user) => call('DELETE', user)));
  expect((await likes(owner)).likes).toBe(19);
});
