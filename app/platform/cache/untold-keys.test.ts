import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';

import { eventually } from '../../../test/helpers/eventually';
import { RedisServer } from '../../../test/helpers/redis-server';
import { copySchema } from '../../../test/helpers/schema-template';
import { TestDatabase } from '../../../test/helpers/test-database';
import type { RedisAddress } from '../../config';
import { createRedis } from '../redis/redis';
import { RedisGuard } from '../redis/redis-guard';
import { SharedCacheGuard } from './cache-guard';
import { UntoldKeys } from './untold-keys';

const logger = pino({ level: 'silent' });
const server = new RedisServer();
let database: TestDatabase;
let stops: (() => Promise<void>)[];
beforeAll(async () => {
  database = await TestDatabase.create();
  await Promise.all([copySchema(database), server.start()]);
});
beforeEach(() => {
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) await stop();
});
afterAll(async () => {
  await server.remove();
  await database.drop();
});

/** What a process knows of Redis; `port` is another one's than the database's where it is cut off. */
async function startProcess(address: RedisAddress = { path: server.socket }, port = database.settings.port) {
  const redis = createRedis(address);
  const guard = new RedisGuard(redis, logger);
  const untold = new UntoldKeys({ ...database.settings, port }, guard, logger);
  stops.push(async () => {
    guard.stop();
    redis.disconnect();
    await untold.stop();
  });
  await redis.connect().catch(() => undefined);
  await untold.start();
  return { redis, guard: new SharedCacheGuard(guard, untold) };
}

/** Where nobody listens. */
const nowhere = { url: 'redis://127.0.0.1:1/0', password: undefined };
const rows = () => database.connection.query('SELECT cache_key FROM UntoldKey');

test('what one who is cut off from Redis forgets is gone for all others before it has returned', async () => {
  const [reader, writer] = [await startProcess(), await startProcess(nowhere)];
  for (let round = 0; round < 3; round++) {
    await reader.redis.mset('a', 'old', 'b', 'old', 'c', 'kept');
    await writer.guard.forget(['a', 'b']);
    expect(await reader.guard.attempt(() => reader.redis.mget('a', 'b', 'c'))).toEqual([null, null, 'kept']);
  }
  await eventually(async () => expect(await rows()).toEqual([]));
});

test('while nobody can tell Redis, nobody asks it', async () => {
  const [reader, writer] = [await startProcess(), await startProcess(nowhere)];
  await reader.redis.set('a', 'old');
  server.pause();
  await writer.guard.forget(['a']);
  expect(await reader.guard.attempt(() => reader.redis.get('a'))).toBeUndefined();
  expect(await rows()).toHaveLength(1);
  server.resume();
  await eventually(async () => {
    expect(await reader.guard.attempt(() => reader.redis.exists('a'))).toBe(0);
  });
  await eventually(async () => expect(await rows()).toEqual([]));
});

test('who hears nothing from the database does without Redis, and says of no write that it is done', async () => {
  const { guard } = await startProcess(undefined, 1);
  expect(await guard.attempt(() => Promise.resolve('asked'))).toBeUndefined();
  const cutOff = await startProcess(nowhere, 1);
  await expect(cutOff.guard.forget(['a'])).rejects.toThrow();
});
