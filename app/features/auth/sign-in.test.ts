import { createHook } from 'node:async_hooks';
import { scryptSync } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { recordStatements } from '../../../test/helpers/record-statements';
import { TestApi } from '../../../test/helpers/test-api';

const password = 'correct horse battery';
const salt = Buffer.alloc(16, 7);
const key = scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 });
/** As an earlier release would have made it. */
const old = ['scrypt', 1024, 8, 1, salt.toString('base64'), key.toString('base64')].join('$');

let api: TestApi;
let userId: number;
beforeAll(async () => {
  api = await TestApi.start();
  userId = (await api.addUser('participant', { username: 'ada' })).id;
});
beforeEach(async () => {
  await api.redis.use((redis) => redis.flushall());
  await api.database.connection.query('UPDATE `User` SET password = ? WHERE id = ?', [old, userId]);
});
afterAll(() => api.stop());

const storedHash = async () =>
  (await api.database.connection.query('SELECT password FROM `User` WHERE id = ?', [userId]))[0]
    .password as string;

describe.each([
  ['POST', 'auth/login/', 400],
  ['PUT', 'user/login/', 403],
])('%s %s', (method, path, failed) => {
  const logIn = async (json: unknown) => (await api.call(method, path, { json })).status;

  test('makes an outdated hash anew, once', async () => {
    expect(await logIn({ username: 'ada', password })).toBe(200);
    const renewed = await storedHash();
    expect(renewed).toMatch(/^scrypt\$16384\$8\$5\$/);
    expect(await logIn({ username: 'ada', password })).toBe(200);
    expect(await storedHash()).toBe(renewed);
  });

  test('leaves the hash alone when the password is wrong', async () => {
    expect(await logIn({ username: 'ada', password: 'wrong' })).toBe(failed);
    expect(await storedHash()).toBe(old);
  });

  test('works as hard for an unknown user as for a known one', async () => {
    const work = async (username: string) => {
      let hashes = 0;
      const hook = createHook({
        init: (_id, type) => void (hashes += Number(type === 'SCRYPTREQUEST')),
      }).enable();
      const queries = await recordStatements(api.database, () => logIn({ username, password: 'wrong' }));
      hook.disable();
      return { hashes, queries: queries.length };
    };
    await logIn({ username: 'nobody', password: 'wrong' });
    expect(await work('nobody')).toEqual({ hashes: 1, queries: 1 });
    expect(await work('ada')).toEqual({ hashes: 1, queries: 1 });
  });
});
