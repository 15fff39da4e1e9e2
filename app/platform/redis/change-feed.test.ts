import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';

import { eventually } from '../../../test/helpers/eventually';
import { RedisServer } from '../../../test/helpers/redis-server';
import { ChangeFeed } from './change-feed';
import { createRedis } from './redis';

const server = new RedisServer();
let redis: Redis;
let feed: ChangeFeed;
/** What the feed has told; `all` where anything may have changed. */
let told: string[];
beforeAll(() => server.start());
afterAll(() => server.remove());
beforeEach(async () => {
  await server.use((other) => other.flushall());
  redis = createRedis({ path: server.socket });
  redis.on('error', () => undefined);
  told = [];
  feed = new ChangeFeed(redis, (keys = ['all']) => told.push(...keys));
});
afterEach(() => {
  feed.stop();
  redis.disconnect();
});

async function begin(): Promise<void> {
  await Promise.all([redis.connect(), feed.start()]);
  await untilOn();
}

const untilOn = () => eventually(async () => expect(feed.isOn).toBe(true));
const lose = (kind: string) =>
  server.use((other) => other.call('CLIENT', 'KILL', 'TYPE', kind, 'SKIPME', 'yes'));

test.each<[string, (other: Redis) => Promise<unknown>, string]>([
  ['changed', (other) => other.set('a', '2'), 'a'],
  ['deleted', (other) => other.del('a'), 'a'],
  ['expired', (other) => other.pexpire('a', 1), 'a'],
  ['renamed', (other) => other.rename('a', 'b'), 'a'],
  ['flushed', (other) => other.flushall(), 'all'],
])('a key that was read and is %s is told of', async (_title, change, expected) => {
  await begin();
  await server.use((other) => other.set('a', '1'));
  await redis.get('a');
  await server.use(change);
  await eventually(async () => expect(told).toContain(expected));
});

test('a key that is evicted is told of', async () => {
  await begin();
  await redis.set('a', '1');
  await redis.get('a');
  await server.use(async (other) => {
    await other.config('SET', 'maxmemory-policy', 'allkeys-lru', 'maxmemory', '1');
    await other.set('b', '1').catch(() => undefined);
    await other.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '0');
  });
  await eventually(async () => expect(told).toContain('a'));
});

test('what the writer was answered has been told before', async () => {
  await begin();
  for (let round = 0; round < 200; round++) {
    const key = `key${round}`;
    await redis.get(key);
    await server.use(async (other) => [await other.set(key, '1'), await other.ping()]);
    await new Promise(setImmediate);
    expect(told.at(-1)).toBe(key);
  }
});

describe('a connection is lost', () => {
  test.each(['pubsub', 'normal'])('(%s): anything may have changed, then it begins again', async (kind) => {
    await begin();
    await lose(kind);
    await eventually(async () => expect(told).toContain('all'));
    await untilOn();
    await redis.get('a');
    await server.use((other) => other.set('a', '1'));
    await eventually(async () => expect(told).toContain('a'));
  });

  test('the feed is off before the end of the turn in which its end is read', async () => {
    await begin();
    await lose('pubsub');
    await new Promise(setImmediate);
    expect(feed.isOn).toBe(false);
  });
});

test('it is off while Redis is away, and begins by itself', async () => {
  await begin();
  await server.kill();
  await eventually(async () => expect(feed.isOn).toBe(false));
  await server.start();
  await untilOn();
});

test('it begins where Redis is away at first', async () => {
  await server.kill();
  await Promise.all([redis.connect().catch(() => undefined), feed.start()]);
  expect(feed.isOn).toBe(false);
  await server.start();
  await untilOn();
});

test('it begins later where Redis did not do it at first', async () => {
  await server.use((other) => other.call('ACL', 'SETUSER', 'default', '-client|tracking'));
  await Promise.all([redis.connect(), feed.start()]);
  await eventually(async () => expect(told).toContain('all'));
  expect(feed.isOn).toBe(false);
  await server.use((other) => other.call('ACL', 'SETUSER', 'default', '+@all'));
  await untilOn();
});
