import { createHook } from 'node:async_hooks';
import { scryptSync } from 'node:crypto';

import { beforeAll, describe, expect, test } from '@jest/globals';

import { hashPassword, isOutdated, verifyPassword } from './passwords';

const password = 'correct horse battery';
let hash: string;
beforeAll(async () => {
  hash = await hashPassword(password);
});

/** Whoever counts the work needs no clock: each hash is one job for Node's threads. */
async function countHashes(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const hook = createHook({ init: (_id, type) => void (count += Number(type === 'SCRYPTREQUEST')) }).enable();
  await work();
  hook.disable();
  return count;
}

test('a password is known by its hash, and another is not', async () => {
  expect(await verifyPassword(password, hash)).toBe(true);
  expect(await verifyPassword(`${password} `, hash)).toBe(false);
  expect(await hashPassword(password)).not.toBe(hash);
});

describe('without a whole hash', () => {
  const parts = (count: number) => hash.split('$').slice(0, count).join('$');
  test.each<[string, () => string | undefined]>([
    ['nobody’s', () => undefined],
    ['none', () => 'none'],
    ['an empty one', () => ''],
    ['one without key', () => `${parts(5)}$`],
    ['one with half a key', () => hash.slice(0, -22)],
    ['one without salt', () => parts(4)],
    ['another kind', () => hash.replace('scrypt', 'bcrypt')],
  ])('%s, no password passes, and the work is the same', async (_title, make) => {
    expect(await countHashes(() => verifyPassword(password, make()))).toBe(1);
    expect(await verifyPassword(password, make())).toBe(false);
    expect(await verifyPassword('', make())).toBe(false);
  });
});

test('a hash of other parameters still counts, and is outdated', async () => {
  const salt = Buffer.alloc(16, 7);
  const key = scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 });
  const old = ['scrypt', 1024, 8, 1, salt.toString('base64'), key.toString('base64')].join('$');
  expect(await verifyPassword(password, old)).toBe(true);
  expect([isOutdated(old), isOutdated(hash)]).toEqual([true, false]);
});
