import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { recordStatements } from '../../../test/helpers/record-statements';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let ada: TestUser;
let bob: TestUser;
let eve: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  [ada, bob, eve] = (await insertUsers(api.database, 3)) as [TestUser, TestUser, TestUser];
});
afterAll(() => api.stop());

const call = (method: string, { token }: TestUser, id: unknown, what = 'follow') =>
  api.call(method, `users/${String(id)}/${what}/`, { token });
const follow = (who: TestUser, whom: TestUser) => call('PUT', who, whom.id);
const unfollow = (who: TestUser, whom: TestUser) => call('DELETE', who, whom.id);
const list = async (what: string, of: TestUser, by = ada) => (await call('GET', by, of.id, what)).body;
const listed = ({ id, username }: TestUser, is_mutual = false) => ({ id, username, nickname: '', is_mutual });
const answerOf = ({ status, body }: Answer) => ({ status, body });

const strangers = { followers: 0, following: 0, is_following: false, is_follower: false, is_mutual: false };
const noUser = { status: 404, body: { message: '해당 유저를 찾을 수 없습니다.' } };

describe('following', () => {
  test('is shown to both, twice is once', async () => {
    expect((await call('GET', ada, bob.id)).body).toEqual(strangers);
    const followed = { status: 200, body: { ...strangers, followers: 1, is_following: true } };
    expect(answerOf(await follow(ada, bob))).toEqual(followed);
    expect(answerOf(await follow(ada, bob))).toEqual(followed);
    const state = { ...strangers, following: 1, is_follower: true };
    expect((await call('GET', bob, ada.id)).body).toEqual(state);
  });

  test('back is mutual, until one stops', async () => {
    await follow(ada, bob);
    const mutual = { followers: 1, following: 1, is_following: true, is_follower: true, is_mutual: true };
    expect((await follow(bob, ada)).body).toEqual(mutual);
    const left = { ...mutual, followers: 0, is_following: false, is_mutual: false };
    expect(answerOf(await unfollow(bob, ada))).toEqual({ status: 200, body: left });
    expect(answerOf(await unfollow(bob, ada))).toEqual({ status: 200, body: left });
  });

  test('oneself is refused', async () => {
    const error = "You can't follow yourself";
    expect(answerOf(await follow(ada, ada))).toEqual({ status: 400, body: { error } });
    expect((await unfollow(ada, ada)).body).toEqual(strangers);
  });

  test('by all at once leaves one row for each', async () => {
    const users = await insertUsers(api.database, 30);
    const answers = await Promise.all([...users, ...users, ...users].map((user) => follow(user, ada)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await call('GET', bob, ada.id)).body.followers).toBe(30);
  });
});

describe('the lists', () => {
  beforeEach(async () => {
    await follow(bob, ada);
    await follow(eve, ada);
    await follow(ada, bob);
  });

  test('show who follows a user, the last one first, and mark who is followed back', async () => {
    expect(await list('followers', ada)).toEqual([listed(eve), listed(bob, true)]);
    expect(await list('followers', ada, eve)).toEqual([listed(eve), listed(bob, true)]);
    expect(await list('followers', eve)).toEqual([]);
  });

  test('show whom a user follows, and mark who follows back', async () => {
    expect(await list('following', ada)).toEqual([listed(bob, true)]);
    expect(await list('following', eve)).toEqual([listed(ada)]);
  });

  test('name users as they want to be called', async () => {
    const profile = "INSERT INTO Profile (user_id, nickname, updated_at) VALUES (?, 'E.', NOW(6))";
    await api.database.connection.query(profile, [eve.id]);
    expect((await list('followers', ada))[0]).toEqual({ ...listed(eve), nickname: 'E.' });
  });

  test.each(['followers', 'following'])('of %s walk along an index', async (what) => {
    const statements = await recordStatements(api.database, () => list(what, ada));
    const asked = statements.find((statement) => statement.includes('JOIN')) ?? '';
    const rows: { type: string }[] = await api.database.connection.query(
      `EXPLAIN FORMAT=TRADITIONAL ${asked}`,
    );
    expect(rows.map(({ type }) => type)).not.toContain('ALL');
  });
});

describe.each([
  ['GET', 'follow'],
  ['PUT', 'follow'],
  ['DELETE', 'follow'],
  ['GET', 'followers'],
  ['GET', 'following'],
])('%s users/{id}/%s/', (method, what) => {
  test.each([999_999_999, 'abc', 0])('of user %s is 404', async (id) => {
    expect(answerOf(await call(method, ada, id, what))).toEqual(noUser);
  });

  test('needs a token, and no other method', async () => {
    expect((await api.call(method, `users/${bob.id}/${what}/`)).status).toBe(401);
    expect((await call('POST', ada, bob.id, what)).status).toBe(405);
  });
});
