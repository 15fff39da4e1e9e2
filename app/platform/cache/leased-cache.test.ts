import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';

import { RedisServer } from '../../../test/helpers/redis-server';
import { createRedis } from '../redis/redis';
import { RedisGuard } from '../redis/redis-guard';
import { LeasedCache } from './leased-cache';
import { Tags } from './tags';

const logger = pino({ level: 'silent' });
const server = new RedisServer();
const connections: Redis[] = [];
const started: { stop(): void }[] = [];
let redis: Redis;
let cache: LeasedCache;
beforeAll(() => server.start());
afterEach(() => {
  for (const connection of connections.splice(0)) connection.disconnect();
  for (const each of started.splice(0)) each.stop();
});
afterAll(() => server.remove());
beforeEach(async () => {
  ({ cache, redis } = await createCache());
  await redis.flushall();
});

/** A cache with a connection of its own, as another process has one. */
async function createCache() {
  const own = createRedis({ path: server.socket });
  const guard = new RedisGuard(own, logger);
  connections.push(own);
  const tags = new Tags(own, guard);
  started.push(guard, tags);
  await Promise.all([own.connect(), tags.start()]);
  guard.start();
  const options = { redis: own, guard, tags, ttlSeconds: 60 };
  return { redis: own, cache: new LeasedCache(options) };
}

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

test('an entry is loaded, then found, by other processes too', async () => {
  expect(await textOf(cache.get('a', loads('one')))).toEqual(['one', false]);
  expect(await textOf(cache.get('a', loads('two')))).toEqual(['one', true]);
  const other = await createCache();
  expect(await textOf(other.cache.get('a', loads('two')))).toEqual(['one', true]);
  expect(await textOf(cache.get('b', loads('three')))).toEqual(['three', false]);
});

test('what is not there is not kept', async () => {
  const answer = await cache.get('a', () => Promise.resolve(undefined));
  expect(answer).toEqual({ value: undefined, hit: false });
  expect(await redis.keys('*')).toEqual([]);
});

test('a write makes an entry old in every process', async () => {
  const other = await createCache();
  await cache.get('a', loads('one'));
  await other.cache.get('a', loads('one'));
  await other.cache.invalidate(['a']);
  expect(await textOf(cache.get('a', loads('two')))).toEqual(['two', false]);
});

test.each([
  ['a string', () => redis.set('a', 'something else')],
  ['a hash without our fields', () => redis.hset('a', 'x', '1')],
  ['a hash without a value', () => redis.hset('a', 'tag', '1')],
])('%s under the key makes room for the entry', async (_title, put) => {
  await put();
  await cache.get('a', loads('one'));
  expect(await textOf(cache.get('a', loads('two')))).toEqual(['one', true]);
});

describe('a load that a write overtakes', () => {
  test.each([
    ['of this process', async () => cache],
    ['of another process', async () => (await createCache()).cache],
  ])('%s is not kept', async (_title, writer) => {
    const { load, finish } = slowLoad();
    const early = cache.get('a', load);
    await pause();
    await (await writer()).invalidate(['a']);
    finish('old');
    expect(await textOf(early)).toEqual(['old', false]);
    expect(await textOf(cache.get('a', loads('new')))).toEqual(['new', false]);
  });

  test('is not shared with who asks after the write', async () => {
    const other = await createCache();
    const { load, finish } = slowLoad();
    const early = cache.get('a', load);
    await pause();
    await other.cache.invalidate(['a']);
    expect(await textOf(other.cache.get('a', loads('new')))).toEqual(['new', false]);
    const late = textOf(cache.get('a', loads('newer')));
    finish('old');
    await early;
    expect(await late).toEqual(['new', true]);
  });
});

describe('one load serves all who wait', () => {
  test('in one process and in two', async () => {
    const other = await createCache();
    const { load, finish, calls } = slowLoad();
    const waiting = Array.from({ length: 100 }, (_, n) => (n % 2 ? cache : other.cache).get('a', load));
    await pause();
    finish('one');
    const answers = await Promise.all(waiting);
    expect(calls()).toBe(1);
    expect(new Set(answers.map(({ value }) => value.toString()))).toEqual(new Set(['one']));
  });

  test('unless the process that loads takes too long', async () => {
    await redis.set('a:lease', 'of a process that has died', 'PX', 5_000);
    const startMs = performance.now();
    expect(await textOf(cache.get('a', loads('one')))).toEqual(['one', false]);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});

test('a load that fails is not remembered and frees its lease', async () => {
  await expect(cache.get('a', () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
  expect(await redis.keys('*')).toEqual([]);
  expect(await textOf(cache.get('a', loads('one')))).toEqual(['one', false]);
});

describe('Redis', () => {
  /** Waits until the cache uses Redis again. */
  async function untilBack(): Promise<void> {
    const deadlineMs = performance.now() + 5_000;
    while ((await cache.peek('a')) === undefined && performance.now() < deadlineMs) await pause(20);
  }

  test('away during a write: what it kept is forgotten before it is asked again', async () => {
    await cache.get('a', loads('old'));
    redis.disconnect();
    await once(redis, 'end');
    await cache.invalidate(['a']);
    expect(await textOf(cache.get('a', loads('new')))).toEqual(['new', false]);
    await redis.connect();
    expect(await redis.hget('a', 'value')).toBe('old');
    await pause(500);
    expect(await textOf(cache.get('a', loads('new')))).toEqual(['new', false]);
  });

  test('away: every value is loaded, one load at a time', async () => {
    redis.disconnect();
    const { load, finish, calls } = slowLoad();
    const waiting = Array.from({ length: 50 }, () => cache.get('a', load));
    await pause();
    expect(calls()).toBe(1);
    finish('one');
    await Promise.all(waiting);
    expect(calls()).toBe(1);
  });

  test('full: values are loaded, writes still delete, and the cache comes back', async () => {
    await cache.get('a', loads('old'));
    await redis.config('SET', 'maxmemory', '1');
    expect(await textOf(cache.get('b', loads('one')))).toEqual(['one', false]);
    await cache.invalidate(['a']);
    expect(await redis.exists('a')).toBe(0);
    await redis.config('SET', 'maxmemory', '0');
    await pause(500);
    await cache.get('a', loads('new'));
    expect(await textOf(cache.get('a', loads('newer')))).toEqual(['new', true]);
  });

  test('slow: one request pays the budget of a command, the next ones nothing', async () => {
    await cache.get('a', loads('one'));
    server.pause();
    const startMs = performance.now();
    await cache.get('a', loads('two'));
    const middleMs = performance.now();
    await cache.get('a', loads('two'));
    const endMs = performance.now();
    server.resume();
    expect(middleMs - startMs).toBeLessThan(600);
    expect(endMs - middleMs).toBeLessThan(50);
    await untilBack();
    expect(await textOf(cache.get('a', loads('three')))).toEqual(['one', true]);
  });

  test('restarted or flushed: the entry is loaded again', async () => {
    await cache.get('a', loads('one'));
    await redis.flushall();
    expect(await textOf(cache.get('a', loads('two')))).toEqual(['two', false]);
    await server.kill();
    expect(await textOf(cache.get('a', loads('three')))).toEqual(['three', false]);
    await server.start();
    await pause(1_500);
    await cache.get('a', loads('four'));
    expect(await textOf(cache.get('a', loads('five')))).toEqual(['four', true]);
  });
});

test('a full Redis, set as on the server, forgets instead of refusing', async () => {
  const settings = readFileSync('deployment/redis/redis.conf', 'utf8');
  const policy = /^maxmemory-policy (\S+)$/m.exec(settings)?.[1] as string;
  const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  await redis.config('SET', 'maxmemory-policy', policy, 'maxmemory', String(used + 1024 ** 2));
  const ask = (key: number) => textOf(cache.get(`key-${key}`, loads(`${key} `.repeat(4_096))));
  for (let key = 0; key < 400; key++) expect(await ask(key)).toEqual([`${key} `.repeat(4_096), false]);
  expect(await ask(399)).toEqual([expect.stringMatching(/^399 /), true]);
  expect(Number(/evicted_keys:(\d+)/.exec(await redis.info('stats'))?.[1])).toBeGreaterThan(0);
  await redis.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '0');
});
