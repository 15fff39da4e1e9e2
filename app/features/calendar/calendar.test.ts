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
  for (const [date, is_checked] of planned) await post('todos/', { contents: 'Bake', date, is_checked });
  for (const [date, is_private] of written) await post('diaries/', { contents: 'Baked', date, is_private });
  const todo = await post('todos/', { contents: 'Gone', date: '2026-11-21' });
  await api.call('DELETE', `todos/${todo.data.id}/`, owner);
  const diary = await post('diaries/', { contents: 'Gone', date: '2026-11-05' });
  await api.call('DELETE', `diaries/${diary.id}/`, owner);
});
afterAll(() => api.stop());

const planned = [
  ['2026-10-31', false],
  ['2026-11-01', true],
  ['2026-11-21', true],
  ['2026-11-21', true],
  ['2026-11-21', false],
  ['2026-11-30', false],
  ['2026-12-01', true],
] as const;
const written = [
  ['2026-11-21', false],
  ['2026-11-22', true],
  ['2026-12-01', false],
] as const;

const post = async (path: string, json: object) =>
  (await api.call('POST', path, { token: owner.token, json })).body;
const ask = (query: string, user = owner) => api.call('GET', `calendar/?${query}`, { token: user.token });

interface Day {
  readonly date: string;
  readonly done: number;
  readonly open: number;
  readonly has_diary: boolean;
}
const filled = (days: Day[]) => days.filter((day) => day.done || day.open || day.has_diary);
const daysOf = async (query: string, user = owner) => filled((await ask(query, user)).body);

const first = { date: '2026-11-01', done: 1, open: 0, has_diary: false };
const busy = { date: '2026-11-21', done: 2, open: 1, has_diary: true };
const secret = { date: '2026-11-22', done: 0, open: 0, has_diary: true };
const last = { date: '2026-11-30', done: 0, open: 1, has_diary: false };

describe('the calendar', () => {
  test('has every day of the month, in order', async () => {
    const dates = ((await ask('month=2024-02')).body as Day[]).map(({ date }) => date);
    expect(dates).toHaveLength(29);
    expect([dates[0], dates[28]]).toEqual(['2024-02-01', '2024-02-29']);
    expect(dates).toEqual([...dates].sort());
  });

  test('counts todos and knows diaries, none that is deleted', async () => {
    expect(await daysOf('month=2026-11')).toEqual([first, busy, secret, last]);
    expect(await daysOf('month=2026-11&user=')).toEqual([first, busy, secret, last]);
  });

  test('is another user’s for who asks for it, without what is private', async () => {
    expect(await daysOf(`month=2026-11&user=${owner.id}`, other)).toEqual([first, busy, last]);
    expect(await daysOf('month=2026-11', other)).toEqual([]);
    expect(await daysOf('month=2026-11&user=999999999')).toEqual([]);
  });

  test.each([
    ['', { month: ['This field is required.'] }],
    ['month=2026-13', { month: [expect.stringMatching(/^Month has wrong format/)] }],
    ['month=2026-11&user=me', { user: ['A valid integer is required.'] }],
  ])('refuses ?%s', async (query, body) => {
    expect(await ask(query)).toMatchObject({ status: 400, body });
  });

  test('needs a token, and is only read', async () => {
    expect((await api.call('GET', 'calendar/?month=2026-11')).status).toBe(401);
    expect((await api.call('POST', 'calendar/', { token: owner.token })).status).toBe(405);
  });

  test('is one query, which walks along the indexes of days', async () => {
    const statements = await recordStatements(api.database, () => ask('month=2026-11'));
    expect(statements).toHaveLength(1);
    const rows: { key: string | null; table: string }[] = await api.database.connection.query(
      `EXPLAIN FORMAT=TRADITIONAL ${statements[0]}`,
    );
    const keys = rows.filter(({ table }) => table === 't' || table === 'd').map(({ key }) => key);
    expect(keys).toEqual(['Todo_user_id_date_idx', 'Diary_user_id_live_date_key']);
  });
});
