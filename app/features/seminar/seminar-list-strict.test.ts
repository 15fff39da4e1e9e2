import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { ServerProcess } from '../../../test/helpers/server-process';
import { StrictReaders } from '../../../test/helpers/strict-readers';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let servers: ServerProcess[];
let ports: [number, number];
let editor: TestUser;
let seminarId: number;
let readers: StrictReaders;

beforeAll(async () => {
  api = await TestApi.start();
  servers = [startServer(), startServer()];
  for (const server of servers) await server.untilListening();
  ports = servers.map(({ port }) => port) as [number, number];
  [editor] = (await insertUsers(api.database, 1)) as [TestUser];
  const json = { name: '0', capacity: 10, count: 5, time: '14:30' };
  seminarId = (await api.call('POST', 'seminar/', { ...editor, json })).body.id;
});
afterAll(async () => {
  for (const server of servers) {
    server.kill('SIGTERM');
    await server.exitCode;
  }
  await api.stop();
});

beforeEach(async () => {
  await rename(0, 0);
  readers = new StrictReaders([...ports, ...ports], editor.token, seminarId);
});
afterEach(() => readers.stop());

const startServer = () =>
  new ServerProcess({ ...api.database.environment, REDIS_URL: `unix:${api.redis.socket}`, PORT: '0' });

/** Gives the seminar a number for its name, through one of the two processes. */
async function rename(number: number, through: number): Promise<void> {
  const json = { name: String(number) };
  const port = ports[through] ?? 0;
  const { status } = await api.call('PUT', `seminar/${seminarId}/`, { ...editor, json, port });
  expect(status).toBe(200);
}

/** Writes through one process, and reads at once through the other one. */
async function writeOn(count: number, pauseMs = 0): Promise<void> {
  for (let round = 0; round < count; round++) {
    const next = readers.answered + 1;
    await rename(next, next % 2);
    readers.answered = next;
    await Promise.all(
      ['', '?order=earliest'].map((query) => readers.read(ports[(next + 1) % 2] ?? 0, query)),
    );
    await sleep(pauseMs);
  }
}

/** Writes for as long as it takes. */
async function writeDuring(work: () => Promise<unknown>): Promise<void> {
  let isOver = false;
  const working = work().finally(() => (isOver = true));
  while (!isOver) await writeOn(1, 20);
  await working;
}

test('each write is in every answer to a question after it', async () => {
  await writeOn(200);
  expect(readers.problems).toEqual([]);
  expect(readers.reads).toBeGreaterThan(400);
  console.log(readers.reads, readers.hits, readers.slowestMs);
});

describe('each write is in every answer to a question after it, while Redis', () => {
  const loseClients = (kind: string) =>
    api.redis.use((redis) => redis.call('CLIENT', 'KILL', 'TYPE', kind, 'SKIPME', 'yes'));
  const many = async (times: number, pauseMs: number, work: () => Promise<unknown>) => {
    for (let time = 0; time < times; time++) {
      await work();
      await sleep(pauseMs);
    }
  };
  const restart = async (awayMs: number) => {
    await api.redis.kill();
    await sleep(awayMs);
    await api.redis.start();
    await sleep(1_000);
  };
  const stop = async (ms: number) => {
    api.redis.pause();
    await sleep(ms);
    api.redis.resume();
    await sleep(700);
  };
  const configure = (memory: string) => api.redis.use((redis) => redis.config('SET', 'maxmemory', memory));
  const pauseClients = (ms: number, mode: 'ALL' | 'WRITE') =>
    api.redis.use((redis) => redis.call('CLIENT', 'PAUSE', ms, mode));
  test.each<[string, () => Promise<unknown>]>([
    ['is flushed', () => many(10, 100, () => api.redis.use((redis) => redis.flushall()))],
    ['loses those who listen', () => many(8, 200, () => loseClients('pubsub'))],
    ['loses its clients', () => many(6, 400, () => loseClients('normal'))],
    ['is restarted at once', () => many(2, 0, () => restart(0))],
    ['is restarted after a while', () => many(1, 0, () => restart(1_500))],
    ['stands still', () => many(3, 0, () => stop(600))],
    [
      'lets clients wait',
      async () => {
        await pauseClients(700, 'ALL');
        await sleep(1_500);
      },
    ],
    [
      'lets writers wait',
      async () => {
        await pauseClients(2000, 'WRITE');
        await sleep(3_000);
      },
    ],
    [
      'is full',
      async () => {
        await configure('1');
        await sleep(700);
        await configure('0');
        await sleep(500);
      },
    ],
  ])('%s', async (_title, disturb) => {
    await writeDuring(disturb);
    console.log(_title, readers.answered, readers.reads, readers.hits, readers.slowestMs);
    expect(readers.problems).toEqual([]);
  });
});
