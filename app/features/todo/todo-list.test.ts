import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { recordStatements } from '../../../test/helpers/record-statements';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let owner: TestUser;
let other: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
  [owner, other] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
  for (const [contents, date, is_checked] of planned) await plan(owner, { contents, date, is_checked });
  await plan(other, { contents: 'Run', date: '2026-11-22' });
});
afterAll(() => api.stop());

/** In another order than that of the list. */
const planned = [
  ['Run a mile', '2026-11-23', false],
  ['run 100%', '2026-11-22', true],
  ['Read_me', '2026-11-22', false],
  ['Ünï 🧇', '2026-12-01', false],
  ['C:\\run', '2025-12-31', true],
] as const;

const plan = async ({ token }: TestUser, json: object) =>
  expect((await api.call('POST', 'todos/', { token, json })).status).toBe(200);
const list = (query = '', { token } = owner) => api.call('GET', `todos/${query}`, { token });
const contentsOf = async (query: string, user = owner) =>
  ((await list(query, user)).body as { contents: string }[]).map(({ contents }) => contents);

const all = ['C:\\run', 'run 100%', 'Read_me', 'Run a mile', 'Ünï 🧇'];

describe('the list', () => {
  test('is one’s own, by day and then as they were made', async () => {
    expect(await contentsOf('')).toEqual(all);
    expect(await contentsOf('', other)).toEqual(['Run']);
  });

  test.each([
    ['contents=RUN', ['C:\\run', 'run 100%', 'Run a mile']],
    ['contents=n%20a', ['Run a mile']],
    ['contents=%25', ['run 100%']],
    ['contents=_', ['Read_me']],
    ['contents=%5C', ['C:\\run']],
    ['contents=%C3%BCN%C3%8F', ['Ünï 🧇']],
    ['contents=uni', []],
    ['contents=%F0%9F%A7%87', ['Ünï 🧇']],
    ['contents=%F0%9F%8E%89', []],
    ["contents=' OR 1=1 --", []],
    ['contents=x&contents=mile', ['Run a mile']],
    ['is_checked=true', ['C:\\run', 'run 100%']],
    ['is_checked=NO', ['Read_me', 'Run a mile', 'Ünï 🧇']],
    ['date=2026-11-22', ['run 100%', 'Read_me']],
    ['date=2026-11-21', []],
    ['date_from=2026-11-23', ['Run a mile', 'Ünï 🧇']],
    ['date_to=2026-11-22', ['C:\\run', 'run 100%', 'Read_me']],
    ['date_from=2026-11-22&date_to=2026-11-23', ['run 100%', 'Read_me', 'Run a mile']],
    ['date_from=2026-11-24&date_to=2026-11-22', []],
    ['date=2026-11-22&date_from=2026-11-23', []],
    ['contents=run&is_checked=0&date_from=2026-01-01', ['Run a mile']],
    ['contents=r&is_checked=1&date=2026-11-22&date_from=2026-11-22&date_to=2026-11-22', ['run 100%']],
    ['contents=&is_checked=&date=&date_from=&date_to=&user=', all],
    ['contents=%20', all],
    ['what=1', all],
  ])('?%s', async (query, expected) => {
    expect(await contentsOf(`?${query}`)).toEqual(expected);
  });

  test('is another user’s for who asks for it', async () => {
    expect(await contentsOf(`?user=${owner.id}&is_checked=t`, other)).toEqual(['C:\\run', 'run 100%']);
    expect(await contentsOf('?user=999999999')).toEqual([]);
  });

  test('names all filters that are bad', async () => {
    const query = '?date=2026-02-29&date_from=x&date_to=1&is_checked=2&user=me';
    const wrong = ['Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'];
    expect(await list(query)).toMatchObject({
      status: 400,
      body: {
        date: wrong,
        date_from: wrong,
        date_to: wrong,
        is_checked: ['Must be a valid boolean.'],
        user: ['A valid integer is required.'],
      },
    });
  });
});

test('the index finds a user’s days and brings them in order', async () => {
  const statements = await recordStatements(api.database, () => list('?date_from=2026-11-22'));
  const asked = statements.find((statement) => statement.includes('FROM Todo')) ?? '';
  const [found] = await api.database.connection.query(`EXPLAIN FORMAT=TRADITIONAL ${asked}`);
  expect(found).toMatchObject({ key: 'Todo_user_id_date_idx' });
  expect(found.Extra).not.toContain('filesort');
});
