import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { ServerProcess } from '../../test/helpers/server-process';
import { RedisServer } from '../../test/helpers/redis-server';
import { copySchema } from '../../test/helpers/schema-template';
import { jwtSecret } from '../../test/helpers/test-api';
import { TestDatabase } from '../../test/helpers/test-database';

/** Whatever is about a person or secret in what the calls below send and get. */
const personal = {
  username: 'ada.lovelace',
  email: 'countess@example.com',
  password: 'Analytical-Engine-1843',
  university: 'Somerville College',
  search: 'poetical-science',
};

let database: TestDatabase;
const redis = new RedisServer();
let server: ServerProcess;
let token = '';

beforeAll(async () => {
  database = await TestDatabase.create();
  await copySchema(database);
  await redis.start();
  server = new ServerProcess({
    ...database.environment,
    PORT: '0',
    REDIS_URL: `unix:${redis.socket}`,
    LOG_LEVEL: 'trace',
    JWT_SECRET: jwtSecret,
  });
  await server.untilListening();
  await useEverything();
  await breakTheDatabase();
  server.kill('SIGTERM');
  await server.exitCode;
});
afterAll(async () => {
  await redis.remove();
  await database.drop();
});

const call = async (method: string, path: string, body?: object, more: Record<string, string> = {}) => {
  const headers = {
    'Content-Type': 'application/json',
    ...(token && { Authorization: `Token ${token}` }),
    ...more,
  };
  const port = /"port":(\d+)/.exec(server.output)?.[1];
  const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, init);
  return { status: answer.status, text: await answer.text(), id: answer.headers.get('X-Request-ID') };
};

const { username, password, email, university, search } = personal;

/** Tokens that end, and the token that a page repeats: in bodies, headers and cookies, good and bad. */
async function signInByJwt(): Promise<void> {
  const { access, refresh } = (
    JSON.parse((await call('POST', 'auth/login/', { username, password })).text) as { token: typeof jwts }
  ).token;
  const headers = { Authorization: `Bearer ${access}` };
  const Cookie = `access=${access}; refresh=${refresh}`;
  await call('POST', 'auth/login/', { username, password: `${password}-wrong` });
  await call('GET', 'auth/me/', undefined, headers);
  await call('GET', 'auth/me/', undefined, { Authorization: `Bearer ${refresh}` });
  await call('PUT', 'user/me/', {}, { Authorization: '', Cookie, 'X-CSRFToken': csrfToken });
  await call('POST', 'auth/refresh/', {}, { Cookie, 'X-CSRFToken': csrfToken });
  await call('POST', 'auth/refresh/', { refresh });
  await call('POST', 'auth/refresh/', { refresh });
  await call('POST', 'auth/logout/', { refresh });
  jwts = { access, refresh };
}
let jwts = { access: '', refresh: '' };
const csrfToken = 'csrf-token-of-a-page';

async function useEverything(): Promise<void> {
  const account = { username, password, email, university, role: 'participant' };
  token = (JSON.parse((await call('POST', 'user/', account)).text) as { token: string }).token;
  await call('POST', 'user/', account);
  await call('PUT', 'user/login/', { username, password });
  await call('PUT', 'user/login/', { username, password: `${password}-wrong` });
  await call('PUT', 'user/me/', { email, university });
  await call('GET', 'user/me/');
  await signInByJwt();
  await call('GET', `seminar/?name=${search}`);
  await call('GET', `nowhere/${email}/`);
  await call('GET', 'user/%E0%A4%A/');
}

/** One kind of failure after the other; the last leaves nothing of the tables. */
async function breakTheDatabase(): Promise<void> {
  const { connection } = database;
  // Now MySQL answers: Incorrect integer value: 'other-…@example.com' for column 'email'
  await connection.query("SET sql_mode = ''; ALTER TABLE User MODIFY email INT");
  failures.push(
    await call('POST', 'user/', {
      username: `${username}2`,
      password,
      email: `other-${email}`,
      role: 'participant',
    }),
  );
  await connection.query('ALTER TABLE ParticipantProfile RENAME Hidden');
  failures.push(
    await call('GET', 'user/me/'),
    await call('POST', 'user/', { username: `${username}3`, password, email, role: 'participant' }),
  );
  await connection.query('ALTER TABLE Seminar RENAME HiddenSeminar');
  failures.push(await call('GET', `seminar/?name=${search}`));
}
const failures: { status: number; id: string | null }[] = [];

const lines = () =>
  server.output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('every failure is in the log under the id that the client got', () => {
  expect(failures.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
  for (const { id } of failures) {
    const [error, request] = lines().filter(({ requestId }) => requestId === id);
    expect(error).toMatchObject({ level: 50, err: { type: expect.any(String), stack: expect.any(String) } });
    expect(request).toMatchObject({
      status: 500,
      method: expect.any(String),
      durationMs: expect.any(Number),
    });
  }
});

test('a request is logged by its pattern', () => {
  expect(lines().map(({ route }) => route)).toEqual(
    expect.arrayContaining(['/api/v1/user/', '/api/v1/user/login/', '/api/v1/seminar/', 'unmatched']),
  );
});

test('nothing about a person and no secret is in the log', () => {
  expect(token).toMatch(/^[0-9a-f]{40}$/);
  expect(jwts.access).toMatch(/^eyJ.+\..+\..+$/);
  const secrets = { token, ...jwts, csrfToken, jwtSecret, databasePassword: database.settings.password };
  const values = { ...personal, ...secrets };
  for (const [what, value] of Object.entries(values))
    expect([what, server.output.includes(value)]).toEqual([what, false]);
  expect(server.output).not.toMatch(/scrypt\$|eyJ|127\.0\.0\.1:\d+.*request/);
});
