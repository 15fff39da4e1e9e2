import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { insertUsers } from '../../test/helpers/insert-users';
import { TestApi, type TestUser } from '../../test/helpers/test-api';
import { staffCommand } from './staff-command';

let api: TestApi;
let user: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
  [user] = (await insertUsers(api.database, 1)) as [TestUser];
});
afterAll(() => api.stop());

async function run(words: string, environment = {}) {
  const lines: string[] = [];
  const settings = { ...api.database.environment, ...environment };
  const code = await staffCommand(words.split(' ').filter(Boolean), settings, (text) => lines.push(text));
  return { code, text: lines.join('\n') };
}
const isStaff = async () => (await api.call('GET', 'user/me/', user)).body.is_staff;

test('makes a user staff, and no longer, with the next request', async () => {
  expect(await run('list')).toEqual({ code: 0, text: 'Nobody is staff.' });
  expect(await isStaff()).toBe(false);
  const granted = { code: 0, text: `${user.username} is staff.` };
  expect(await run(`grant ${user.username.toUpperCase()}`)).toEqual(granted);
  expect(await run(`grant ${user.username}`)).toEqual(granted);
  expect(await isStaff()).toBe(true);
  expect(await run('list')).toEqual({ code: 0, text: user.username });
  expect(await run(`take ${user.username}`)).toEqual({ code: 0, text: `${user.username} is not staff.` });
  expect(await isStaff()).toBe(false);
});

test.each([
  ['grant nobody', 1, /^There is no user named "nobody"\. Sign up first/],
  ['', 2, /^got nothing; allowed: list, grant, take\./],
  ['revoke ada', 2, /^got revoke; allowed: list, grant, take\./],
  ['grant', 2, /^grant takes one user name\./],
  ['take ada grace', 2, /^take takes one user name\./],
  ['list ada', 2, /^got list; allowed/],
])('%j ends with %i', async (words, code, text) => {
  expect(await run(words)).toEqual({ code, text: expect.stringMatching(text) });
});

test('ends with 4 when the database does not answer, with 2 without its address', async () => {
  expect((await run('list', { DATABASE_PORT: '1' })).code).toBe(4);
  expect((await run('list', { DATABASE_NAME: '' })).code).toBe(2);
});

test('nobody becomes staff through the API', async () => {
  const json = { is_staff: true, isStaff: true, staff: 1 };
  expect((await api.call('PUT', 'user/me/', { token: user.token, json })).body.is_staff).toBe(false);
  const signUp = { username: 'boss', password: 'secret', email: 'boss@example.com', role: 'instructor' };
  expect((await api.call('POST', 'user/', { json: { ...signUp, ...json } })).body.is_staff).toBe(false);
});
