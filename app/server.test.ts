import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { RedisServer } from '../test/helpers/redis-server';
import { getThroughSocket, ServerProcess } from '../test/helpers/server-process';
import { copySchema } from '../test/helpers/schema-template';
import { makeTemporaryDirectory } from '../test/helpers/temporary-directory';
import { TestDatabase } from '../test/helpers/test-database';
import type { Environment } from './config';

let database: TestDatabase;
let directory: string;
let socket: string;
const redis = new RedisServer();
const servers: ServerProcess[] = [];

beforeAll(async () => {
  database = await TestDatabase.create();
  await copySchema(database);
  await redis.start();
});
afterAll(async () => {
  await redis.remove();
  await database.drop();
});
beforeEach(() => {
  directory = makeTemporaryDirectory(tmpdir());
  socket = join(directory, 'app.sock');
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.kill('SIGKILL');
    await server.exitCode;
  }
  rmSync(directory, { recursive: true });
});

function start(environment: Environment = {}): ServerProcess {
  const server = new ServerProcess({
    ...database.environment,
    LISTEN_SOCKET: socket,
    REDIS_URL: `unix:${redis.socket}`,
    ...environment,
  });
  servers.push(server);
  return server;
}

async function started(environment: Environment = {}): Promise<ServerProcess> {
  const server = start(environment);
  await server.untilListening();
  return server;
}

describe('the socket', () => {
  test('is for the user and its group', async () => {
    await started();
    expect(statSync(socket).mode & 0o777).toBe(0o660);
    expect(await getThroughSocket(socket, '/readyz')).toMatchObject({ status: 200 });
  });

  test('that a killed process has left is replaced', async () => {
    const killed = await started();
    killed.kill('SIGKILL');
    await killed.exitCode;
    expect(existsSync(socket)).toBe(true);
    await started();
    expect(await getThroughSocket(socket, '/healthz')).toMatchObject({ status: 200 });
  });

  test('that another process serves is left alone', async () => {
    await started();
    const second = start();
    expect(await second.exitCode).toBe(1);
    expect(second.output).toContain(`Another process listens on ${socket}`);
    expect(await getThroughSocket(socket, '/healthz')).toMatchObject({ status: 200 });
  });

  test('is never made of another file', async () => {
    writeFileSync(socket, 'precious');
    const server = start();
    expect(await server.exitCode).toBe(1);
    expect(server.output).toContain('exists and is no socket');
  });
});

describe('SIGTERM', () => {
  test('lets requests under way end, and ends the process with 0', async () => {
    const server = await started();
    const agent = new Agent({ keepAlive: true });
    await getThroughSocket(socket, '/healthz', { agent });
    await database.connection.query('LOCK TABLES Token WRITE');
    const pending = askWithToken();
    await sleep(300);
    server.kill('SIGTERM');
    await sleep(300);
    await expect(getThroughSocket(socket, '/healthz')).rejects.toThrow(/ECONNREFUSED|ENOENT/);
    await database.connection.query('UNLOCK TABLES');
    expect(await pending).toMatchObject({ status: 401 });
    expect(await server.exitCode).toBe(0);
    expect(existsSync(socket)).toBe(false);
    agent.destroy();
  });

  test('lets it answer on for as long as it is said to, not ready, and then refuses', async () => {
    const server = await started({ SHUTDOWN_DELAY_SECONDS: '1' });
    const agent = new Agent({ keepAlive: true });
    server.kill('SIGTERM');
    await sleep(300);
    expect(await getThroughSocket(socket, '/healthz', { agent })).toMatchObject({ status: 200 });
    expect(Object.keys(agent.freeSockets)).toEqual([]);
    expect(await getThroughSocket(socket, '/readyz')).toMatchObject({ status: 503 });
    expect(await server.exitCode).toBe(0);
    await expect(getThroughSocket(socket, '/healthz')).rejects.toThrow(/ECONNREFUSED|ENOENT/);
  });

  test('ends the process with 1 after ten seconds all the same', async () => {
    const server = await started();
    await database.connection.query('LOCK TABLES Token WRITE');
    const pending = askWithToken().catch((error: Error) => error.message);
    await sleep(300);
    const startMs = performance.now();
    server.kill('SIGTERM');
    const exitCode = await server.exitCode;
    await database.connection.query('UNLOCK TABLES');
    expect(exitCode).toBe(1);
    expect(performance.now() - startMs).toBeGreaterThan(9_000);
    expect(await pending).toBe('socket hang up');
  });

  const askWithToken = () =>
    getThroughSocket(socket, '/api/v1/user/me/', { authorization: `Token ${'0'.repeat(40)}` });
});

test('bad settings end it with 2 and the list of them', async () => {
  const server = start({ PORT: 'x', LISTEN_SOCKET: '', DATABASE_HOST: '' });
  expect(await server.exitCode).toBe(2);
  expect(server.output).toMatch(/^The environment has 2 problems:\n- PORT: .*\n- DATABASE_HOST: /);
});

describe('as production starts it', () => {
  const production = () => {
    const password = join(directory, 'password');
    writeFileSync(password, database.settings.password);
    const secret = join(directory, 'jwt-secret');
    writeFileSync(secret, randomBytes(32).toString('hex'));
    return {
      NODE_ENV: 'production',
      ALLOWED_HOSTS: 'api.example.com',
      DATABASE_PASSWORD: '',
      DATABASE_PASSWORD_FILE: password,
      JWT_SECRET_FILE: secret,
      MEDIA_DIRECTORY: join(directory, 'media'),
      DATABASE_CA_FILE: process.env.WAFFLE_TEST_MYSQL_CA_FILE,
    };
  };

  test('it talks to the database over verified TLS', async () => {
    const user = `tls_${database.settings.name}`;
    await database.connection.query(
      `CREATE USER ${user} IDENTIFIED BY '${database.settings.password}' REQUIRE SSL; GRANT ALL ON *.* TO ${user}`,
    );
    await started({ ...production(), DATABASE_USER: user });
    expect(await getThroughSocket(socket, '/readyz')).toMatchObject({ status: 200 });
  });

  test('a certificate for another name than the one asked for is refused', async () => {
    await started({ ...production(), DATABASE_HOST: 'localhost' });
    expect(await getThroughSocket(socket, '/readyz')).toMatchObject({ status: 503 });
  });
});
