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
  await writeOn(60);
  expect(readers.problems).toEqual([]);
  expect(readers.hits).toBeGreaterThan(100);
});

describe('each write is in every answer to a question after it, while Redis', () => {
  /** One thing after the other, with a pause after each, in milliseconds. */
  const inTurn = async (...steps: [work: () => unknown, pauseMs: number][]) => {
    for (const [work, pauseMs] of steps) {
      await work();
      await sleep(pauseMs);
    }
  };
  const repeat = (times: number, pauseMs: number, work: () => unknown) =>
    inTurn(...Array.from({ length: times }, (): [() => unknown, number] => [work, pauseMs]));
  const command = (name: string, ...words: (string | number)[]) =>
    api.redis.use((redis) => redis.call(name, ...words));
  const loseClients = (kind: string) => command('CLIENT', 'KILL', 'TYPE', kind, 'SKIPME', 'yes');
  const kill = () => api.redis.kill();
  const start = () => api.redis.start();
  const limitMemory = (bytes: number) => command('CONFIG', 'SET', 'maxmemory', bytes);

  test.each<[string, () => Promise<void>]>([
    ['is flushed', () => repeat(10, 100, () => command('FLUSHALL'))],
    ['loses those who listen', () => repeat(6, 200, () => loseClients('pubsub'))],
    ['loses its clients', () => repeat(4, 400, () => loseClients('normal'))],
    ['is restarted at once', () => inTurn([kill, 0], [start, 700])],
    ['is restarted after a while', () => inTurn([kill, 1_200], [start, 700])],
    ['stands still', () => inTurn([() => api.redis.pause(), 700], [() => api.redis.resume(), 700])],
    ['stands still for a moment', () => repeat(4, 150, () => standStill(150))],
    ['lets its clients wait', () => inTurn([() => command('CLIENT', 'PAUSE', 700, 'ALL'), 1_400])],
    ['lets writers wait', () => inTurn([() => command('CLIENT', 'PAUSE', 1_000, 'WRITE'), 1_700])],
    ['is full', () => inTurn([() => limitMemory(1), 700], [() => limitMemory(0), 500])],
  ])('%s', async (_title, disturb) => {
    await writeDuring(disturb);
    expect(readers.problems).toEqual([]);
    expect(readers.slowestMs).toBeLessThan(5_000);
  });

  async function standStill(ms: number): Promise<void> {
    api.redis.pause();
    await sleep(ms);
    api.redis.resume();
  }
});

describe('through the one process is seen through the other', () => {
  const rounds = 20;
  const find = async (port: number) => {
    const { body } = await api.call('GET', 'seminar/', { ...editor, port });
    return body.find(({ id }: { id: number }) => id === seminarId);
  };
  const member = (method: string) => (user: TestUser, port: number) =>
    api.call(method, `seminar/${seminarId}/user/`, {
      ...user,
      port,
      ...(method === 'POST' && { json: { role: 'participant' } }),
    });

  test('who joins, and who drops', async () => {
    await api.call('PUT', `seminar/${seminarId}/`, { ...editor, json: { capacity: 100 } });
    const users = await insertUsers(api.database, rounds);
    const counts: number[] = [];
    for (const write of [member('POST'), member('DELETE')]) {
      for (const [n, user] of users.entries()) {
        await write(user, ports[n % 2] ?? 0);
        counts.push((await find(ports[(n + 1) % 2] ?? 0)).participant_count);
      }
    }
    const up = Array.from({ length: rounds }, (_, n) => n + 1);
    expect(counts).toEqual([...up, ...up.map((count) => rounds - count)]);
  });

  test('a new seminar', async () => {
    for (const [n, user] of (await insertUsers(api.database, rounds)).entries()) {
      const json = { name: 'New', capacity: 10, count: 5, time: '14:30' };
      const { body } = await api.call('POST', 'seminar/', { ...user, json, port: ports[n % 2] ?? 0 });
      const list = await api.call('GET', 'seminar/', { ...editor, port: ports[(n + 1) % 2] ?? 0 });
      expect(list.body[0].id).toBe(body.id);
    }
  });

  test('the new name of an instructor', async () => {
    for (let n = 0; n < rounds; n++) {
      const json = { first_name: 'Ada', last_name: 'l'.repeat(n + 1) };
      const { status } = await api.call('PUT', 'user/me/', { ...editor, json, port: ports[n % 2] ?? 0 });
      expect(status).toBe(200);
      const { instructors } = await find(ports[(n + 1) % 2] ?? 0);
      expect(instructors[0]).toMatchObject(json);
    }
  });

  test('the end of a token', async () => {
    for (const { id, token } of await insertUsers(api.database, rounds)) {
      const statuses = async () =>
        Promise.all(ports.map(async (port) => (await api.call('GET', 'seminar/', { token, port })).status));
      expect([await statuses(), await statuses()]).toEqual([
        [200, 200],
        [200, 200],
      ]);
      await api.container.tokens.revoke(id);
      expect(await statuses()).toEqual([401, 401]);
    }
  });
});
