import { once } from 'node:events';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';

import { eventually } from '../../../test/helpers/eventually';
import { RedisServer } from '../../../test/helpers/redis-server';
import { createRedis } from '../redis/redis';
import { RedisGuard } from '../redis/redis-guard';
import { Tags } from './tags';

/** What a process has of its own. */
interface Process {
  readonly redis: Redis;
  readonly guard: RedisGuard;
  readonly tags: Tags;
}

const server = new RedisServer();
let processes: Process[];
let reader: Process;
let writer: Process;
beforeAll(() => server.start());
afterAll(() => server.remove());
beforeEach(async () => {
  await server.use((redis) => redis.flushall());
  processes = [];
  [reader, writer] = [await startProcess(), await startProcess()];
  await keep('a', 'one');
});
afterEach(() => {
  for (const { guard, tags, redis } of processes) {
    guard.stop();
    tags.stop();
    redis.disconnect();
  }
});

async function startProcess(): Promise<Process> {
  const redis = createRedis({ path: server.socket });
  const guard = new RedisGuard(redis, pino({ level: 'silent' }));
  const tags = new Tags(redis, guard);
  processes.push({ redis, guard, tags });
  await Promise.all([redis.connect(), tags.start()]);
  guard.start();
  return { redis, guard, tags };
}

const keep = (key: string, tag: string, ttlMs = 60_000) =>
  server.use(async (redis) => [await redis.hset(key, 'tag', tag), await redis.pexpire(key, ttlMs)]);

/** The tag of `a`, read until it is known without asking. */
const untilKnown = ({ tags }: Process, tag = 'one') =>
  eventually(async () => {
    await tags.get('a');
    expect(await currentOf(tags)).toBe(tag);
  });

/** What is known without asking, at the end of a turn. */
async function currentOf(tags: Tags, key = 'a'): Promise<string | undefined> {
  await new Promise(setImmediate);
  return tags.current(key);
}

/** So often Redis was asked for a tag. */
const countReads = async () =>
  Number(/cmdstat_hget:calls=(\d+)/.exec(await reader.redis.info('commandstats'))?.[1] ?? 0);

describe('a tag', () => {
  test('is known once it was read, for as long as the entry lives', async () => {
    expect(await currentOf(reader.tags)).toBeUndefined();
    await keep('a', 'one', 400);
    await untilKnown(reader);
    await eventually(async () => expect(await currentOf(reader.tags)).toBeUndefined());
    expect(await reader.tags.get('a')).toBeUndefined();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['there is none', async () => undefined],
    ['a string lies there', () => server.use((redis) => redis.set('b', 'x'))],
    ['a hash without one lies there', () => server.use((redis) => redis.hset('b', 'value', 'x'))],
  ])('is undefined where %s, and Redis stays in use', async (_title, put) => {
    await put();
    expect([await reader.tags.get('b'), await currentOf(reader.tags, 'b')]).toEqual([undefined, undefined]);
    expect(reader.guard.isUsable).toBe(true);
  });

  test('is asked for once however many ask in a turn', async () => {
    const asked = Array.from({ length: 50 }, (_, n) => reader.tags.get(n % 2 ? 'a' : 'b'));
    const before = await countReads();
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['one', undefined]));
    expect((await countReads()) - before).toBe(2);
  });

  test('that is known is not asked for', async () => {
    await untilKnown(reader);
    const before = await countReads();
    expect(await reader.tags.get('a')).toBe('one');
    expect(await countReads()).toBe(before);
  });

  test('is no longer known once another process was answered that it is forgotten', async () => {
    for (let round = 0; round < 200; round++) {
      await keep('a', `tag${round}`);
      await reader.tags.get('a');
      await writer.guard.forget(['a']);
      expect(await currentOf(reader.tags)).toBeUndefined();
    }
  });

  test('that changes while it is read is not known', async () => {
    for (let round = 0; round < 100; round++) {
      const reading = reader.tags.get('a');
      await Promise.all([reading, writer.redis.hset('a', 'tag', `tag${round}`), writer.redis.ping()]);
      await writer.redis.ping();
      expect([undefined, `tag${round}`]).toContain(await currentOf(reader.tags));
    }
  });
});

describe('nothing is known', () => {
  beforeEach(() => untilKnown(reader));
  const lose = (kind: string) =>
    server.use((redis) => redis.call('CLIENT', 'KILL', 'TYPE', kind, 'SKIPME', 'yes'));

  test.each<[string, () => Promise<unknown>]>([
    ['the listener is lost', () => lose('pubsub')],
    ['the connection is lost', () => lose('normal')],
    ['Redis is flushed', () => server.use(async (redis) => [await redis.flushall(), await redis.ping()])],
  ])('at once after %s, and then again', async (_title, spoil) => {
    await spoil();
    expect(await currentOf(reader.tags)).toBeUndefined();
    await keep('a', 'two');
    await untilKnown(reader, 'two');
  });

  test('while Redis is silent, and the next read has no tag', async () => {
    server.pause();
    await eventually(async () => expect(await currentOf(reader.tags)).toBeUndefined());
    expect(await reader.tags.get('a')).toBeUndefined();
    server.resume();
    await untilKnown(reader);
  });
});

describe('whoever forgets is not done before others no longer know, though', () => {
  const lost = async () => {
    const id = await writer.redis.client('ID');
    const closed = once(writer.redis, 'close');
    await server.use((redis) => redis.call('CLIENT', 'KILL', 'ID', id));
    await closed;
  };
  const restarted = async () => {
    await server.kill();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await server.start();
    await keep('a', 'one');
    reader = await startProcess();
    await untilKnown(reader);
  };

  const pauseWriters = () => server.use((redis) => redis.call('CLIENT', 'PAUSE', 1_000, 'WRITE'));
  const nothing = () => undefined;

  test.each<[string, () => unknown, () => unknown]>([
    ['its connection was just lost', lost, nothing],
    ['others found a restarted Redis earlier', restarted, nothing],
    ['Redis falls silent', () => server.pause(), () => server.resume()],
    ['Redis lets writers wait', pauseWriters, nothing],
    ['Redis goes away', () => server.kill(), () => server.start()],
  ])('%s', async (_title, spoil, mend) => {
    await untilKnown(reader);
    await spoil();
    await writer.guard.forget(['a']);
    const known = await currentOf(reader.tags);
    await mend();
    expect(known).toBeUndefined();
  });
});
