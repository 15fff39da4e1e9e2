import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let owner: TestUser;
let other: TestUser;
let todoId: number;
beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  [owner, other] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
  todoId = (await create(todo)).body.data.id;
});
afterAll(() => api.stop());

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const todo = { contents: 'Read chapter 3', date: '2026-11-22' };
const create = (json: unknown, { token } = owner) => api.call('POST', 'todos/', { token, json });
const show = ({ token } = owner, id: unknown = todoId) => api.call('GET', `todos/${String(id)}/`, { token });
const update = (json: unknown, { token } = owner, id: unknown = todoId, method = 'PUT') =>
  api.call(method, `todos/${String(id)}/`, { token, json });
const remove = ({ token } = owner, id: unknown = todoId) =>
  api.call('DELETE', `todos/${String(id)}/`, { token });
const answerOf = ({ status, body }: Answer) => ({ status, body });

const noPermission = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
const noTodo = { status: 404, body: { message: '해당 기록을 찾을 수 없습니다.' } };
const noUser = { status: 404, body: { message: '해당 유저를 찾을 수 없습니다.' } };
const wrongDate = ['Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'];

describe('creating a todo', () => {
  test('answers with what everybody reads', async () => {
    const answer = await create({ ...todo, contents: '  Write ', what: 1 });
    const data = {
      id: expect.any(Number),
      created_at: expect.stringMatching(timestamp),
      updated_at: expect.stringMatching(timestamp),
      contents: 'Write',
      date: '2026-11-22',
      is_checked: false,
      user: owner.id,
    };
    expect(answerOf(answer)).toEqual({ status: 200, body: { message: '할 일을 생성하였습니다.', data } });
    expect((await show(other, answer.body.data.id)).body).toEqual(answer.body.data);
  });

  test.each([
    [{ is_checked: 'Yes' }, { is_checked: true }],
    [{ contents: '🧇'.repeat(30) }, { contents: '🧇'.repeat(30) }],
    [{ contents: 7 }, { contents: '7' }],
    [{ date: '2024-02-29' }, { date: '2024-02-29' }],
    [{ date: '1000-01-01' }, { date: '1000-01-01' }],
    [{ date: '9999-12-31' }, { date: '9999-12-31' }],
  ])('takes %j', async (fields, data) => {
    expect((await create({ ...todo, ...fields })).body.data).toMatchObject(data);
  });

  test.each([
    [{ contents: ' ' }, { contents: ['This field may not be blank.'] }],
    [{ contents: 'x'.repeat(31) }, { contents: ['Ensure this field has no more than 30 characters.'] }],
    [{ is_checked: null }, { is_checked: ['This field may not be null.'] }],
    [{ user_id: 'me' }, { user_id: ['A valid integer is required.'] }],
    [
      { date: undefined, contents: undefined },
      { date: ['This field is required.'], contents: ['This field is required.'] },
    ],
  ])('refuses %j', async (fields, body) => {
    expect(answerOf(await create({ ...todo, ...fields }))).toEqual({ status: 400, body });
  });

  test.each([
    ...['2026-02-29', '2026-11-31', '2026-13-01', '2026-00-10', '2100-02-29'],
    ...['2026-11-2', '20261122', '10000-01-01', '0999-12-31', '', 20261122],
    ...['2026-11-22T00:00:00Z', ' 2026-11-22', '2026-11-22\n', '22-11-2026'],
  ])('refuses the date %j', async (date) => {
    const expected = { status: 400, body: { date: wrongDate } };
    expect(answerOf(await create({ ...todo, date }))).toEqual(expected);
  });

  test('may name oneself, and nobody else', async () => {
    expect((await create({ ...todo, user_id: String(owner.id) })).body.data.user).toBe(owner.id);
    expect(answerOf(await create({ ...todo, user_id: other.id }))).toEqual(noPermission);
  });

  test.each([999_999_999, 0, -1, 2 ** 31, '9'.repeat(30)])('for user %s is 404', async (user_id) => {
    expect(answerOf(await create({ ...todo, user_id }))).toEqual(noUser);
  });
});

describe.each(['PUT', 'PATCH'])('%s todos/{id}/', (method) => {
  test.each([
    [{ contents: ' New ' }, { contents: 'New' }],
    [{ date: '2027-01-01' }, { date: '2027-01-01' }],
    [{ is_checked: 1 }, { is_checked: true }],
  ])('stores %j and keeps the rest', async (json, changed) => {
    const before = (await show()).body;
    const answer = await update(json, owner, todoId, method);
    const data = { ...before, ...changed, updated_at: expect.stringMatching(timestamp) };
    expect(answerOf(answer)).toEqual({ status: 200, body: { message: '업데이트 완료', data } });
    expect((await show()).body).toEqual(answer.body.data);
  });

  test('with nothing to change changes nothing', async () => {
    const before = (await show()).body;
    expect((await update({}, owner, todoId, method)).body.data).toEqual(before);
    expect((await update({ user_id: other.id }, owner, todoId, method)).body.data).toEqual(before);
  });

  test('stores nothing when a field is bad', async () => {
    const before = (await show()).body;
    const answer = await update({ contents: 'New', date: '2026-02-30' }, owner, todoId, method);
    expect(answerOf(answer)).toEqual({ status: 400, body: { date: wrongDate } });
    expect((await show()).body).toEqual(before);
  });

  test('of another user is refused, whatever the fields', async () => {
    expect(answerOf(await update({ contents: '' }, other, todoId, method))).toEqual(noPermission);
    expect((await show()).body).toMatchObject(todo);
  });

  test.each([999_999, 'abc', 0])('of todo %s is 404', async (id) => {
    expect(answerOf(await update({ contents: '' }, owner, id, method))).toEqual(noTodo);
  });
});

describe('deleting a todo', () => {
  test('makes it unknown to everybody', async () => {
    expect(answerOf(await remove())).toEqual({ status: 200, body: { message: '삭제 성공' } });
    expect(answerOf(await show())).toEqual(noTodo);
    expect(answerOf(await update({}))).toEqual(noTodo);
    expect(answerOf(await remove())).toEqual(noTodo);
    expect((await api.call('GET', 'todos/', owner)).body).toEqual([]);
  });

  test('keeps its row', async () => {
    await remove();
    const rows = await api.database.connection.query('SELECT contents FROM Todo WHERE id = ?', [todoId]);
    expect(rows).toMatchObject([{ contents: todo.contents }]);
  });

  test('of another user is refused', async () => {
    expect(answerOf(await remove(other))).toEqual(noPermission);
    expect((await show()).status).toBe(200);
  });

  test('asked for many times at once, happens once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => remove()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(7);
  });

  test.each([999_999, 'abc'])('%s is 404', async (id) => {
    expect(answerOf(await remove(owner, id))).toEqual(noTodo);
  });
});

describe.each(['/api/todos/', '/api/todo/'])('%s is the same as /api/v1/todos/', (base) => {
  test('for every call', async () => {
    const call = (method: string, below = '', json?: unknown) =>
      api.call(method, `${base}${below}`, { token: owner.token, json });
    const { id } = (await call('POST', '', { ...todo, contents: 'Alias' })).body.data;
    expect((await call('GET', '?contents=ALIAS')).body).toMatchObject([{ id }]);
    expect((await call('GET', `${id}/`)).body).toEqual((await show(owner, id)).body);
    expect((await call('PUT', `${id}/`, { is_checked: true })).status).toBe(200);
    expect((await call('PATCH', `${id}/`, { contents: 'Both' })).status).toBe(200);
    expect((await show(owner, id)).body).toMatchObject({ contents: 'Both', is_checked: true });
    expect((await call('DELETE', `${id}/`)).status).toBe(200);
    expect(answerOf(await show(owner, id))).toEqual(noTodo);
  });
});
