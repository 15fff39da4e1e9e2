import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { insertSchool } from '../../../test/helpers/insert-school';
import { insertUsers } from '../../../test/helpers/insert-users';
import { ServerProcess } from '../../../test/helpers/server-process';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let servers: ServerProcess[];
let ports: [number, number];
let user: TestUser;
let school: number;
let board: number;
let boards = 0;
let posts = 0;

const startServer = () =>
  new ServerProcess({ ...api.database.environment, REDIS_URL: `unix:${api.redis.socket}`, PORT: '0' });

beforeAll(async () => {
  api = await TestApi.start();
  servers = [startServer(), startServer()];
  for (const server of servers) await server.untilListening();
  ports = servers.map(({ port }) => port) as [number, number];
  [user] = (await insertUsers(api.database, 1)) as [TestUser];
});
// All its boards are on the first page.
beforeEach(async () => {
  school = await insertSchool(api.database, user);
  boards = 0;
  board = (await writeBoard(ports[0])).body.id;
});
afterAll(async () => {
  for (const server of servers) {
    server.kill('SIGTERM');
    await server.exitCode;
  }
  await api.stop();
});

const writeBoard = (port: number) =>
  api.call('POST', 'boards/', { ...user, port, json: { school, name: `Board ${++boards}` } });
const writePost = (port: number) => {
  const json = { title: `Post ${++posts}`, contents: 'x', tags: ['exam'] };
  return api.call('POST', `boards/${board}/posts/`, { ...user, port, json });
};
const read = async (path: string, port: number) =>
  (await api.call('GET', path, { ...user, port })).body.results;

/** Writes through one process, and reads at once through both. */
async function writeAndRead(round: number): Promise<void> {
  const [port, other] = round % 2 ? ports : [ports[1], ports[0]];
  expect([(await writeBoard(port)).status, (await writePost(port)).status]).toEqual([201, 201]);
  for (const reader of [other, port]) {
    expect(await read(`boards/?school=${school}`, reader)).toHaveLength(boards);
    expect(await read('tags/', reader)).toMatchObject([{ name: 'exam', post_count: posts }]);
  }
}

const command = (...words: [string, ...string[]]) => api.redis.use((redis) => redis.call(...words));

test.each<[string, (round: number) => unknown]>([
  ['is well', () => undefined],
  ['is flushed', () => command('FLUSHALL')],
  ['loses those who listen', () => command('CLIENT', 'KILL', 'TYPE', 'pubsub', 'SKIPME', 'yes')],
  ['loses its clients', () => command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')],
  [
    'is restarted',
    async (round) => (round % 4 === 0 ? [await api.redis.kill(), await api.redis.start()] : []),
  ],
])(
  'each write is in every list after it, in every process, while Redis %s',
  async (_title, disturb) => {
    for (let round = 0; round < 8; round++) {
      const writing = writeAndRead(round);
      await disturb(round);
      await writing;
      await sleep(20);
    }
  },
  30_000,
);
