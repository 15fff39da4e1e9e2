import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';

import { eventually } from '../../../test/helpers/eventually';
import { RedisServer } from '../../../test/helpers/redis-server';
import { createRedis } from './redis';
import { RedisGuard } from './redis-guard';

const server = new RedisServer();
let redis: Redis;
let guard: RedisGuard;
beforeAll(() => server.start());
afterAll(() => server.remove());
beforeEach(async () => {
  redis = createRedis({ path: server.socket });
  guard = new RedisGuard(redis, pino({ level: 'silent' }));
  await redis.connect();
  guard.start();
  await untilTrusted();
});
afterEach(() => {
  guard.stop();
  redis.disconnect();
});

const isTrusted = () => guard.isTrusted(performance.now());
const untilTrusted = () => eventually(async () => expect(isTrusted()).toBe(true));
const loseConnection = async () => {
  const id = await redis.client('ID');
  const closed = once(redis, 'close');
  await server.use((other) => other.call('CLIENT', 'KILL', 'ID', id));
  await closed;
};

test('work is done while Redis answers', async () => {
  expect(await guard.attempt(() => redis.ping())).toBe('PONG');
  expect([guard.isUsable, isTrusted()]).toEqual([true, true]);
});

test('work that fails has no result, and none is tried until Redis is back', async () => {
  expect(await guard.attempt(() => Promise.reject(new Error('broken')))).toBeUndefined();
  expect([guard.isUsable, isTrusted()]).toEqual([false, false]);
  let runs = 0;
  await guard.attempt(async () => runs++);
  expect(runs).toBe(0);
  await untilTrusted();
});

test('a process that was busy itself does not take Redis for slow', async () => {
  const answer = guard.attempt(() => redis.ping());
  const startMs = performance.now();
  while (performance.now() < startMs + 300);
  expect([await answer, guard.isUsable]).toEqual(['PONG', true]);
});

test('trust ends some time after the last heartbeat, whoever looks', () => {
  expect(guard.isTrusted(performance.now() + 300)).toBe(false);
});

describe('a heartbeat finds out, though nobody asks, that Redis', () => {
  const pauseWrites = () => server.use((other) => other.call('CLIENT', 'PAUSE', 600, 'WRITE'));
  const refuseWrites = () => server.use((other) => other.config('SET', 'min-replicas-to-write', '1'));
  const allowWrites = () => server.use((other) => other.config('SET', 'min-replicas-to-write', '0'));

  test.each<[string, () => unknown, () => unknown]>([
    ['is silent', () => server.pause(), () => server.resume()],
    ['is gone', () => server.kill(), () => server.start()],
    ['lets writers wait', pauseWrites, () => undefined],
    ['refuses writes', refuseWrites, allowWrites],
  ])('%s', async (_title, spoil, mend) => {
    await spoil();
    await eventually(async () => expect([guard.isUsable, isTrusted()]).toEqual([false, false]));
    await mend();
    await untilTrusted();
  });
});

test('one that is full is usable again once it takes writes', async () => {
  await server.use((other) => other.config('SET', 'maxmemory', '1'));
  await guard.attempt(() => redis.set('a', '1'));
  await sleep(500);
  expect(guard.isUsable).toBe(false);
  await server.use((other) => other.config('SET', 'maxmemory', '0'));
  await untilTrusted();
});

describe('what is to be forgotten', () => {
  const exists = () => server.use((other) => other.exists('a'));
  beforeEach(() => server.use((other) => other.set('a', '1')));

  test('is gone afterwards', async () => {
    await guard.forget(['a', 'b']);
    expect(await exists()).toBe(0);
  });

  test('is gone afterwards though the connection was lost just before', async () => {
    await loseConnection();
    expect(guard.isUsable).toBe(false);
    await guard.forget(['a']);
    expect(await exists()).toBe(0);
  });

  test('is gone before anything else is answered where Redis is silent, and until then nobody trusts it', async () => {
    server.pause();
    await guard.forget(['a']);
    const trusted = isTrusted();
    server.resume();
    expect([trusted, await exists()]).toEqual([false, 0]);
  });

  test('outlasts the trust of those who heard a heartbeat just before, known to be silent or not', async () => {
    server.pause();
    await guard.attempt(() => redis.ping());
    const startMs = performance.now();
    await guard.forget(['a']);
    server.resume();
    expect(performance.now() - startMs).toBeGreaterThan(250);
  });

  test('does not wait long where there is no Redis', async () => {
    await server.kill();
    const startMs = performance.now();
    for (let n = 0; n < 10; n++) await guard.forget(['a']);
    expect(performance.now() - startMs).toBeLessThan(2_500);
    await server.start();
    await untilTrusted();
  });
});
