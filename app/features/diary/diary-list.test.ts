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
  for (const [date, contents, is_private] of written) await write({ date, contents, is_private });
});
afterAll(() => api.stop());

/** In another order than that of the list. */
const written = [
  ['2026-12-01', '100% 🧇', false],
  ['2026-11-30', 'Rain', true],
  ['2026-11-01', 'rain again', false],
  ['2025-11-15', 'Sun', false],
] as const;

const write = async (json: object) =>
  expect((await api.call('POST', 'diaries/', { token: owner.token, json })).status).toBe(201);
const list = (query: string, user = owner) => api.call('GET', `diaries/?${query}`, { token: user.token });
const datesOf = async (query: string, user = owner) =>
  ((await list(query, user)).body as { date: string }[]).map(({ date }) => date);

const all = ['2025-11-15', '2026-11-01', '2026-11-30', '2026-12-01'];

describe('the list', () => {
  test.each([
    ['', all],
    ['month=2026-11', ['2026-11-01', '2026-11-30']],
    ['month=2026-10', []],
    ['date=2026-11-30', ['2026-11-30']],
    ['date_from=2026-11-30', ['2026-11-30', '2026-12-01']],
    ['date_to=2026-11-01', ['2025-11-15', '2026-11-01']],
    ['month=2026-11&date_from=2026-11-02', ['2026-11-30']],
    ['contents=RAIN', ['2026-11-01', '2026-11-30']],
    ['contents=%25', ['2026-12-01']],
    ['contents=%F0%9F%8E%89', []],
    ['user=999999999', []],
    ['user=&month=&date=&date_from=&date_to=&contents=', all],
  ])('?%s', async (query, expected) => {
    expect(await datesOf(query)).toEqual(expected);
  });

  test('is another user’s for who asks for it, without what is private', async () => {
    expect(await datesOf(`user=${owner.id}&month=2026-11`, other)).toEqual(['2026-11-01']);
    expect(await datesOf('', other)).toEqual([]);
  });

  test('names all filters that are bad', async () => {
    const month = ['Month has wrong format. Use one of these formats instead: YYYY-MM.'];
    const date = ['Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'];
    expect(await list('month=2026-13&date=x&user=me')).toMatchObject({
      status: 400,
      body: { month, date, user: ['A valid integer is required.'] },
    });
  });

  test.each(['2026-1', '0999-12', '2026-00', '202611', '2026-11-01'])('knows no month %s', async (month) => {
    expect((await list(`month=${month}`)).status).toBe(400);
  });
});

test('the index finds a user’s days and brings them in order', async () => {
  const statements = await recordStatements(api.database, () => list('month=2026-11'));
  const asked = statements.find((statement) => statement.includes('FROM Diary')) ?? '';
  const [found] = await api.database.connection.query(`EXPLAIN FORMAT=TRADITIONAL ${asked}`);
  expect(found).toMatchObject({ table: 'd', key: 'Diary_user_id_live_date_key' });
  expect(found.Extra).not.toContain('filesort');
});
