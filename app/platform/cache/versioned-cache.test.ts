import { once } from 'node:events';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';

import { RedisServer } from '../../../test/helpers/redis-server';
import { createRedis } from '../redis/redis';
import { VersionedCache } from './versioned-cache';

const logger = pino({ level: 'silent' });
const server = new RedisServer();
let redis: Redis;
beforeAll(async () => {
  await server.start();
  redis = createRedis({ path: server.socket }, logger);
  await redis.connect();
});
afterAll(async () => {
  redis.disconnect();
  await server.remove();
});
beforeEach(() => redis.flushall());

const createCache = () =>
  new VersionedCache<'a' | 'b'>({
    redis,
    logger,
    ttlSeconds: 60,
    keyOf: (name) => `entry:${name}`,
    names: ['a', 'b'],
    versionKey: 'entry:version',
  });

const loads = (value: string) => () => Promise.resolve(Buffer.from(value));

/** A load that ends when the test says so. */
function slowLoad() {
  let resolve: (value: Buffer) => void = () => undefined;
  const promise = new Promise<Buffer>((settle) => (resolve = settle));
  let calls = 0;
  return {
    load: () => (calls++, promise),
    finish: (value: string) => resolve(Buffer.from(value)),
    calls: () => calls,
  };
}

const pause = (ms = 50) => new Promise((resolve) => setTimeout(resolve, ms));
const textOf = async (answer: Promise<{ value: Buffer; hit: boolean }>) => {
  const { value, hit } = await answer;
  return [value.toString(), hit];
};

test('an entry is loaded, then found', async () => {
  const cache = createCache();
  expect(await textOf(cache.get('a', loads('one')))).toEqual(['one', false]);
  expect(await textOf(cache.get('a', loads('two')))).toEqual(['one', true]);
  expect(await textOf(cache.get('b', loads('three')))).toEqual(['three', false]);
});

test('a write makes every entry old', async () => {
  const cache = createCache();
  await cache.get('a', loads('one'));
  await cache.invalidate();
  expect(await redis.keys('entry:?')).toEqual([]);
  expect(await textOf(cache.get('a', loads('two')))).toEqual(['two', false]);
});

test('a write that Redis was not told of is made up for before the next read from it', async () => {
  const cache = createCache();
  await cache.get('a', loads('old'));
  redis.disconnect();
  await once(redis, 'end');
  await cache.invalidate();
  await redis.connect();
  expect(await redis.get('entry:a')).toBe('old');
  await pause(1_100);
  expect(await textOf(cache.get('a', loads('new')))).toEqual(['new', false]);
});

describe('a load that a write overtakes', () => {
  test.each([
    ['of this process', (cache: VersionedCache<'a' | 'b'>) => cache.invalidate()],
    ['of another process', () => createCache().invalidate()],
  ])('%s is not kept', async (_title, write) => {
    const cache = createCache();
    const { load, finish } = slowLoad();
    const early = cache.get('a', load);
    await pause();
    await write(cache);
    finish('old');
    expect(await textOf(early)).toEqual(['old', false]);
    expect(await textOf(cache.get('a', loads('new')))).toEqual(['new', false]);
  });

  test('is not shared with who asks after the write', async () => {
    const cache = createCache();
    const { load, finish } = slowLoad();
    const early = cache.get('a', load);
    await pause();
    await createCache().invalidate();
    expect(await textOf(cache.get('a', loads('new')))).toEqual(['new', false]);
    finish('old');
    await early;
    expect(await textOf(cache.get('a', loads('newer')))).toEqual(['new', true]);
  });
});

test('one load serves all who wait', async () => {
  const cache = createCache();
  const { load, finish, calls } = slowLoad();
  const waiting = Array.from({ length: 50 }, () => cache.get('a', load));
  await pause();
  finish('one');
  await Promise.all(waiting);
  expect(calls()).toBe(1);
});

test('a load that fails is not remembered', async () => {
  const cache = createCache();
  await expect(cache.get('a', () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
  expect(await textOf(cache.get('a', loads('one')))).toEqual(['one', false]);
});
