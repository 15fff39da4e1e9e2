import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { freePort } from '../../../bin/io/free-port';
import { eventually } from '../../../test/helpers/eventually';
import { insertUsers } from '../../../test/helpers/insert-users';
import { RedisServer } from '../../../test/helpers/redis-server';
import { ServerProcess } from '../../../test/helpers/server-process';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let redis: RedisServer;
let url: string;
let user: TestUser;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  const port = await freePort();
  url = `rediss://127.0.0.1:${port}/0`;
  redis = new RedisServer({ address: '127.0.0.1', port, password: 'an auth token' });
  [api] = await Promise.all([TestApi.start(), redis.start()]);
  [user] = (await insertUsers(api.database, 1)) as [TestUser];
});
afterAll(async () => {
  for (const server of servers) server.kill('SIGKILL');
  for (const server of servers) await server.exitCode;
  await redis.remove();
  await api.stop();
});

async function start(change: Record<string, string> = {}): Promise<ServerProcess> {
  const passwordFile = join(dirname(redis.socket), 'password');
  writeFileSync(passwordFile, 'an auth token\n');
  const shared = { REDIS_URL: url, REDIS_PASSWORD_FILE: passwordFile, NODE_EXTRA_CA_CERTS: redis.caFile };
  const server = new ServerProcess({ ...api.database.environment, PORT: '0', ...shared, ...change });
  servers.push(server);
  await server.untilListening();
  return server;
}

const read = async ({ port }: ServerProcess) =>
  (await api.call('GET', 'seminar/', { ...user, port })).headers.get('X-Cache');

/** How a process that listens fares with the list, twice. */
async function outcomes(change: Record<string, string>): Promise<readonly (string | null)[]> {
  const server = await start(change);
  return [await read(server), await read(server)];
}

test('a Redis that is shared wants TLS and password, and is done without where one is wrong', async () => {
  const changes = [{}, { REDIS_PASSWORD_FILE: '' }, { NODE_EXTRA_CA_CERTS: '' }];
  const [right, ...wrong] = await Promise.all(changes.map(outcomes));
  expect(right).toEqual(['miss', 'hit']);
  expect(wrong).toEqual([
    ['miss', 'miss'],
    ['miss', 'miss'],
  ]);
  for (const reason of ['NOAUTH', 'self-signed certificate'])
    await eventually(async () => expect(servers.some(({ output }) => output.includes(reason))).toBe(true));
});
