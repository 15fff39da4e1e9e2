import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
/** A second process with the same database. */
let beside: TestApi;
let owner: TestUser;
let friend: TestUser;
let todoId: number;
beforeAll(async () => {
  api = await TestApi.start();
  beside = await TestApi.start({ beside: api });
});
beforeEach(async () => {
  [owner, friend] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
  const json = { contents: 'Bake', date: '2026-11-22' };
  todoId = (await api.call('POST', 'todos/', { token: owner.token, json })).body.data.id;
});
afterAll(async () => {
  await beside.stop();
  await api.stop();
});

const call = (method: string, { token }: TestUser, id: unknown = todoId, port = api.port) =>
  api.call(method, `todos/${String(id)}/like/`, { token, port });
const like = (user: TestUser) => call('PUT', user);
const unlike = (user: TestUser) => call('DELETE', user);
const likes = async (user: TestUser) => (await call('GET', user)).body;
const answerOf = ({ status, body }: Answer) => ({ status, body });

const noTodo = { status: 404, body: { message: '해당 기록을 찾을 수 없습니다.' } };

describe('a todo', () => {
  test('is liked by nobody at first', async () => {
    expect(await likes(owner)).toEqual({ likes: 0, is_liked: false });
  });

  test('is liked by others and its owner, each once', async () => {
    expect(answerOf(await like(friend))).toEqual({ status: 200, body: { likes: 1, is_liked: true } });
    expect(answerOf(await like(friend))).toEqual({ status: 200, body: { likes: 1, is_liked: true } });
    expect(await likes(owner)).toEqual({ likes: 1, is_liked: false });
    expect((await like(owner)).body).toEqual({ likes: 2, is_liked: true });
  });

  test('is liked no more by who takes it back, once or twice', async () => {
    await Promise.all([like(friend), like(owner)]);
    expect(answerOf(await unlike(friend))).toEqual({ status: 200, body: { likes: 1, is_liked: false } });
    expect(answerOf(await unlike(friend))).toEqual({ status: 200, body: { likes: 1, is_liked: false } });
    expect(await likes(owner)).toEqual({ likes: 1, is_liked: true });
  });

  test('stays as it is when it is liked', async () => {
    const show = async () => (await api.call('GET', `todos/${todoId}/`, owner)).body;
    const before = await show();
    await like(friend);
    expect(await show()).toEqual(before);
  });

  test('has likes at its other addresses too', async () => {
    const answer = await api.call('PUT', `/api/todo/${todoId}/like/`, { token: friend.token });
    expect(answerOf(answer)).toEqual({ status: 200, body: { likes: 1, is_liked: true } });
  });
});

describe.each(['GET', 'PUT', 'DELETE'])('%s todos/{id}/like/', (method) => {
  test.each([999_999, 'abc', 0])('of todo %s is 404', async (id) => {
    expect(answerOf(await call(method, friend, id))).toEqual(noTodo);
  });

  test('of a deleted todo is 404', async () => {
    await like(friend);
    await api.call('DELETE', `todos/${todoId}/`, { token: owner.token });
    expect(answerOf(await call(method, friend))).toEqual(noTodo);
  });

  test('needs a token', async () => {
    expect((await api.call(method, `todos/${todoId}/like/`)).status).toBe(401);
  });
});

test('the count is exact when all like at once, again and again, through two processes', async () => {
  const users = await insertUsers(api.database, 40);
  const ports = [api.port, beside.port, api.port];
  const answers = await Promise.all(
    users.flatMap((user) => ports.map((port) => call('PUT', user, todoId, port))),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await likes(owner)).toEqual({ likes: 40, is_liked: false });
  await Promise.all(
    users.slice(0, 15).flatMap((user) => ports.map((port) => call('DELETE', user, todoId, port))),
  );
  expect(await likes(owner)).toEqual({ likes: 25, is_liked: false });
});
