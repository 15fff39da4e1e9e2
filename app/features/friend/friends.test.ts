import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let ada: TestUser;
let grace: TestUser;
let stranger: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  [ada, grace, stranger] = (await insertUsers(api.database, 3)) as [TestUser, TestUser, TestUser];
});
afterAll(() => api.stop());

const ask = ({ token }: TestUser, { id }: { id: unknown }) =>
  api.call('POST', 'friends/', { token, json: { user: id } });
const answer = ({ token }: TestUser, id: unknown, accepted: unknown = true) =>
  api.call('PUT', `friends/${String(id)}/`, { token, json: { accepted } });
const end = ({ token }: TestUser, id: unknown) => api.call('DELETE', `friends/${String(id)}/`, { token });
const list = async ({ token }: TestUser, query = '') =>
  (await api.call('GET', `friends/?${query}`, { token })).body.results;
const answerOf = ({ status, body }: Answer) => ({ status, body });

const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const noPermission = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
const notFound = { status: 404, body: { detail: 'Not found.' } };
const shown = ({ id, username }: TestUser, state: string) => ({
  id: expect.any(Number),
  user: { id, username, nickname: '' },
  state,
  created_at: timestamp,
  accepted_at: state === 'accepted' ? timestamp : null,
});
/** Both are of one friendship. */
const makeFriends = async (one: TestUser, other: TestUser): Promise<number> => {
  const { id } = (await ask(one, other)).body;
  await answer(other, id);
  return id;
};

describe('who asks', () => {
  test('is seen by both, by each in another state', async () => {
    expect(answerOf(await ask(ada, grace))).toEqual({ status: 201, body: shown(grace, 'asked') });
    expect(await list(ada)).toEqual([shown(grace, 'asked')]);
    expect(await list(grace)).toEqual([shown(ada, 'received')]);
    expect(await list(stranger)).toEqual([]);
  });

  test.each([
    ['oneself', () => ask(ada, ada), "You can't be your own friend"],
    ['twice', () => ask(ada, grace), "You've asked this user already"],
    ['back', () => ask(grace, ada), 'This user has asked you already'],
  ])('%s is refused', async (_, again, error) => {
    await ask(ada, grace);
    expect(answerOf(await again())).toEqual({ status: 400, body: { error } });
  });

  test('a friend is refused', async () => {
    await makeFriends(ada, grace);
    const refused = { status: 400, body: { error: "You're friends already" } };
    expect(answerOf(await ask(ada, grace))).toEqual(refused);
    expect(answerOf(await ask(grace, ada))).toEqual(refused);
  });

  test.each([999_999_999, 0, -1, 2 ** 31])('user %s is told that there is none', async (id) => {
    const refused = { status: 400, body: { user: ['No user has this id.'] } };
    expect(answerOf(await ask(ada, { id }))).toEqual(refused);
  });

  test.each([
    [undefined, 'This field is required.'],
    [null, 'This field may not be null.'],
    ['ada', 'A valid integer is required.'],
  ])('for %j is refused', async (id, message) => {
    expect(answerOf(await ask(ada, { id }))).toEqual({ status: 400, body: { user: [message] } });
  });

  test('while the other one does too, is one of them', async () => {
    const asks = [ada, grace, ada, grace].map((user) => ask(user, user === ada ? grace : ada));
    const statuses = (await Promise.all(asks)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 400, 400, 400]);
    expect(await list(ada)).toHaveLength(1);
  });
});

describe('who is asked', () => {
  let id: number;
  beforeEach(async () => {
    id = (await ask(ada, grace)).body.id;
  });

  test('accepts, and both see each other', async () => {
    expect(answerOf(await answer(grace, id, 'yes'))).toEqual({ status: 200, body: shown(ada, 'accepted') });
    expect(await list(ada)).toEqual([shown(grace, 'accepted')]);
    expect(await list(grace)).toEqual([shown(ada, 'accepted')]);
  });

  test('accepts again and changes nothing', async () => {
    const { body } = await answer(grace, id);
    expect(answerOf(await answer(grace, id))).toEqual({ status: 200, body });
  });

  test('refuses, and may be asked again', async () => {
    expect(answerOf(await answer(grace, id, false))).toEqual({ status: 204, body: '' });
    expect([await list(ada), await list(grace)]).toEqual([[], []]);
    expect((await ask(grace, ada)).status).toBe(201);
  });

  test('says yes or no', async () => {
    const wrong = { status: 400, body: { accepted: ['Must be a valid boolean.'] } };
    expect(answerOf(await answer(grace, id, 'perhaps'))).toEqual(wrong);
  });

  test('is nobody else', async () => {
    expect(answerOf(await answer(ada, id))).toEqual(noPermission);
    expect(answerOf(await answer(stranger, id, 'perhaps'))).toEqual(noPermission);
    expect(await list(grace)).toEqual([shown(ada, 'received')]);
  });
});

describe('a friendship', () => {
  test.each([
    ['the one who asked', () => ada],
    ['the one who was asked', () => grace],
  ])('is ended by %s, for both', async (_, by) => {
    const id = await makeFriends(ada, grace);
    expect(answerOf(await end(by(), id))).toEqual({ status: 204, body: '' });
    expect([await list(ada), await list(grace)]).toEqual([[], []]);
    expect(answerOf(await end(by(), id))).toEqual(notFound);
  });

  test('that is only asked for is taken back', async () => {
    const { id } = (await ask(ada, grace)).body;
    expect((await end(ada, id)).status).toBe(204);
    expect(answerOf(await answer(grace, id))).toEqual(notFound);
  });

  test('is no business of a stranger', async () => {
    const id = await makeFriends(ada, grace);
    expect(answerOf(await end(stranger, id))).toEqual(noPermission);
  });

  test.each([999_999, 'abc', 0])('%s is 404', async (id) => {
    expect(answerOf(await answer(ada, id))).toEqual(notFound);
    expect(answerOf(await end(ada, id))).toEqual(notFound);
  });
});

describe('the list', () => {
  test('is narrowed by the state, the newest first', async () => {
    const [first, second] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
    await makeFriends(ada, grace);
    await makeFriends(stranger, ada);
    await ask(ada, first);
    await ask(second, ada);
    const ids = async (query: string) =>
      (await list(ada, query)).map(({ user }: { user: TestUser }) => user.id);
    expect(await ids('state=accepted')).toEqual([stranger.id, grace.id]);
    expect(await ids('state=asked')).toEqual([first.id]);
    expect(await ids('state=received')).toEqual([second.id]);
    expect(await ids('state=')).toEqual([second.id, first.id, stranger.id, grace.id]);
  });

  test('goes page by page, and shows the nickname', async () => {
    const data = { userId: grace.id, nickname: 'Amazing' };
    await api.container.database.profile.createMany({ data });
    await makeFriends(ada, grace);
    await makeFriends(ada, stranger);
    const first = (await api.call('GET', 'friends/?state=accepted&limit=1', ada)).body;
    const path = `friends/?state=accepted&limit=1&cursor=${first.next}`;
    const second = (await api.call('GET', path, ada)).body;
    expect([first, second]).toMatchObject([
      { results: [{ user: { id: stranger.id } }], next: expect.any(String) },
      { results: [{ user: { id: grace.id, nickname: 'Amazing' } }], next: null },
    ]);
  });

  test('names all bad filters', async () => {
    const answered = await api.call('GET', 'friends/?state=enemy&limit=x', ada);
    expect(answerOf(answered)).toEqual({
      status: 400,
      body: { state: ['"enemy" is not a valid choice.'], limit: ['A valid integer is required.'] },
    });
  });
});
