import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

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

describe('a Redis that is shared, by TLS and password', () => {
  test('holds the lists of all processes', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    await read(one);
    expect(await read(other)).toBe('hit');
    const keys = await redis.use((client) => client.keys('*'));
    expect(keys).toEqual(expect.arrayContaining(['seminar-list:default']));
  });

  test.each([
    ['without its password', { REDIS_PASSWORD_FILE: '' }, 'NOAUTH'],
    ['whose certificate leads to nobody known', { NODE_EXTRA_CA_CERTS: '' }, 'self-signed certificate'],
  ])('%s is done without', async (_title, change, reason) => {
    const server = await start(change);
    expect([await read(server), await read(server)]).toEqual(['miss', 'miss']);
    await eventually(async () => expect(server.output).toContain(reason));
  });
});
