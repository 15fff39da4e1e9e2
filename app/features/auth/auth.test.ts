import { createHmac } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type SignOptions, sign } from 'jsonwebtoken';

import { type Answer, jwtSecret, TestApi } from '../../../test/helpers/test-api';
import { hashPassword } from '../../platform/passwords';
import { lifetimes } from './jwt';

const password = 'correct horse battery';

let api: TestApi;
let second: TestApi;
let user: { id: number; token: string; username: string };
beforeAll(async () => {
  api = await TestApi.start();
  second = await TestApi.start({ beside: api });
  user = await api.addUser('instructor', { username: 'Ada' });
  const hash = await hashPassword(password);
  await api.database.connection.query('UPDATE `User` SET password = ?', [hash]);
});
beforeEach(() => api.redis.use((redis) => redis.flushall()));
afterAll(async () => {
  await second.stop();
  await api.stop();
});

const logIn = (json: unknown = { username: 'Ada', password }) => api.call('POST', 'auth/login/', { json });
const tokensOf = async () => (await logIn()).body.token as { access: string; refresh: string };
const refresh = (token: unknown, port = api.port) =>
  api.call('POST', 'auth/refresh/', { json: { refresh: token }, port });
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const me = (headers: Record<string, string>) => api.call('GET', 'auth/me/', { headers });
const statusOf = async (answer: Promise<Answer>) => (await answer).status;
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('a login', () => {
  test('answers with the user, two tokens and their cookies', async () => {
    const { status, body, headers } = await logIn({ username: ' aDA ', password });
    const shown = (await me(bearer(body.token.access))).body;
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        user: shown,
        message: 'login success',
        token: { access: expect.any(String), refresh: expect.any(String) },
      },
    });
    expect(shown).toMatchObject({ id: user.id, username: 'Ada', last_login: expect.any(String) });
    expect(headers.get('Cache-Control')).toBe('no-store');
  });

  test.each([
    ['access', 30 * 60],
    ['refresh', 7 * 24 * 60 * 60],
  ] as const)('makes an %s token for %i seconds', async (type, seconds) => {
    const [one, other] = [(await tokensOf())[type], (await tokensOf())[type]];
    const { iat, exp, ...claims } = claimsOf(one);
    expect(Number(exp) - Number(iat)).toBe(seconds);
    expect(claims).toEqual({ sub: String(user.id), typ: type, jti: expect.any(String) });
    expect(claims['jti']).not.toBe(claimsOf(other)['jti']);
  });

  test.each([
    ['a wrong password', { username: 'Ada', password: 'wrong' }],
    ['an unknown user', { username: 'nobody', password }],
    ['no password', { username: 'Ada' }],
    ['no user name', { password }],
    ['null', { username: null, password: null }],
    ['nothing', {}],
    ['a list', []],
  ])('with %s fails in the same words', async (_title, json) => {
    const { status, body, headers } = await logIn(json);
    expect({ status, body }).toEqual({ status: 400, body: { message: 'login fail' } });
    expect(headers.get('Set-Cookie')).toBeNull();
  });

  test('takes forms, and whatever header is sent', async () => {
    const form = { username: 'ada', password };
    const body = new FormData();
    for (const [name, value] of Object.entries(form)) body.append(name, value);
    const headers = bearer('x');
    expect(await statusOf(api.call('POST', 'auth/login/', { form, headers }))).toBe(200);
    expect(await statusOf(api.call('POST', 'auth/login/', { body, headers }))).toBe(200);
  });
});

describe('an access token', () => {
  test('proves who one is to every kind of call', async () => {
    const headers = bearer((await tokensOf()).access);
    const calls = ['user/me/', `user/${user.id}/`, 'seminar/', 'seminar/?name=x', 'todos/', 'auth/me/'];
    for (const path of calls) expect(await statusOf(api.call('GET', path, { headers }))).toBe(200);
    const json = { contents: 'Read', date: '2026-11-22' };
    expect((await api.call('POST', 'todos/', { json, headers })).body.data.user).toBe(user.id);
    const signUp = { username: 'bob', password, email: 'bob@example.com', role: 'participant' };
    expect(await statusOf(api.call('POST', 'user/', { json: signUp, headers }))).toBe(201);
  });

  const claims = { sub: '1', typ: 'access', jti: `1.${'a'.repeat(22)}` };
  const forge = (change: object, secret = jwtSecret, options: SignOptions = { expiresIn: 60 }) =>
    sign({ ...claims, ...change }, secret, { algorithm: 'HS256', ...options });
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const assemble = (header: object, payload: object, algorithm = 'sha256') => {
    const signed = `${encode(header)}.${encode({ iat: 1, exp: 4e9, ...payload })}`;
    return `${signed}.${createHmac(algorithm, jwtSecret).update(signed).digest('base64url')}`;
  };

  test('made by hand as it should be is taken', async () => {
    for (const token of [
      forge({ sub: String(user.id) }),
      assemble({ alg: 'HS256' }, { ...claims, sub: String(user.id) }),
    ])
      expect(await statusOf(me(bearer(token)))).toBe(200);
  });

  test.each([
    ['another key', () => forge({}, `${jwtSecret}.`)],
    ['HS512', () => forge({}, jwtSecret, { algorithm: 'HS512', expiresIn: 60 })],
    ['no algorithm', () => `${encode({ alg: 'none' })}.${encode({ ...claims, exp: 4e9 })}.`],
    ['none, signed all the same', () => assemble({ alg: 'none' }, claims)],
    ['an algorithm that nobody knows', () => assemble({ alg: 'HS1' }, claims)],
    ['an asymmetric one in the header', () => assemble({ alg: 'RS256' }, claims)],
    ['the type of the other', () => forge({ typ: 'refresh' })],
    ['no type', () => forge({ typ: undefined })],
    ['another type', () => forge({ typ: 'csrf' })],
    ['an end in the past', () => forge({}, jwtSecret, { expiresIn: -1 })],
    ['no end', () => forge({}, jwtSecret, {})],
    ['an end that is no number', () => assemble({ alg: 'HS256' }, { ...claims, exp: 'never' })],
    ['no user', () => forge({ sub: undefined })],
    ['a user that is no number', () => forge({ sub: '1 OR 1=1' })],
    ['a number as its user', () => assemble({ alg: 'HS256' }, { ...claims, sub: 1 })],
    ['no id', () => forge({ jti: undefined })],
    ['an id of another form', () => forge({ jti: '1' })],
    [
      'a changed payload',
      () => forge({}).replace(/\.[^.]+\./, `.${encode({ ...claims, sub: '2', exp: 4e9 })}.`),
    ],
    ['a text as its payload', () => sign('text', jwtSecret)],
    ['no signature', () => forge({}).replace(/[^.]+$/, '')],
    ['half of itself', () => forge({}).slice(0, 60)],
    ['dots alone', () => '..'],
    ['a permanent token', () => user.token],
  ])('with %s is 401, never 500', async (_title, make) => {
    const { status, body, headers } = await me(bearer(make()));
    expect({ status, body }).toEqual({ status: 401, body: { detail: 'Invalid token.' } });
    expect(headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
    expect(await statusOf(me({ Cookie: `access=${make()}` }))).toBe(401);
  });

  test.each([
    ['Bearer', 'Invalid token header. No credentials provided.'],
    ['bearer a b', 'Invalid token header. Token string should not contain spaces.'],
  ])('as %j is 401', async (Authorization, detail) => {
    expect(await me({ Authorization })).toMatchObject({ status: 401, body: { detail } });
  });

  test('no permanent token is one, nor the other way round', async () => {
    const { access } = await tokensOf();
    expect(await statusOf(me({ Authorization: `Token ${access}` }))).toBe(401);
    expect(await statusOf(me(bearer(user.token)))).toBe(401);
  });

  test('that is bad stops a sign-up', async () => {
    expect(await statusOf(api.call('POST', 'user/', { json: {}, headers: bearer('x') }))).toBe(401);
  });

  test('is needed to see who is signed in', async () => {
    const { status, body } = await me({});
    expect({ status, body }).toEqual({
      status: 401,
      body: { detail: 'Authentication credentials were not provided.' },
    });
  });
});

describe('a refresh token', () => {
  test('is answered with the next one, which is good', async () => {
    const first = await tokensOf();
    const { status, body } = await refresh(first.refresh);
    expect({ status, body }).toEqual({
      status: 200,
      body: { access: expect.any(String), refresh: expect.any(String) },
    });
    expect(await statusOf(me(bearer(body.access)))).toBe(200);
    expect(await statusOf(refresh(body.refresh))).toBe(200);
  });

  test('sent twice ends its family and no other', async () => {
    const [stolen, other] = [await tokensOf(), await tokensOf()];
    const next = (await refresh(stolen.refresh)).body.refresh;
    expect(await statusOf(refresh(stolen.refresh))).toBe(401);
    expect(await statusOf(refresh(next))).toBe(401);
    expect(await statusOf(refresh(other.refresh))).toBe(200);
  });

  test('sent many times at once to two processes is good once at most, and its family ends', async () => {
    const { refresh: token } = await tokensOf();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => refresh(token, n % 2 === 0 ? api.port : second.port)),
    );
    const [good, ...more] = answers.filter(({ status }) => status === 200);
    expect(more).toEqual([]);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(11);
    expect(await statusOf(refresh(good?.body.refresh))).toBe(401);
  });

  test.each([
    ['an access token', async () => (await tokensOf()).access],
    ['one of another key', async () => sign(claimsOf((await tokensOf()).refresh), 'x'.repeat(32))],
    ['one of another user', async () => resign(await tokensOf(), { sub: String(user.id + 1) })],
    ['one whose end has come', async () => resign(await tokensOf(), { exp: 1 })],
    ['one of no family', async () => resign(await tokensOf(), { jti: `999999.${'a'.repeat(22)}` })],
    ['a number', async () => 1],
    ['a list', async () => [[]]],
    ['a text', async () => 'x'],
  ])('is not %s', async (_title, make) => {
    const { status, body } = await refresh(await make());
    expect({ status, body }).toEqual({ status: 401, body: { detail: 'Invalid token.' } });
  });

  test.each([[{}], [{ refresh: null }], [{ refresh: '' }], [[]]])('missing in %j is 401', async (json) => {
    const { status, body } = await api.call('POST', 'auth/refresh/', { json });
    expect({ status, body }).toEqual({
      status: 401,
      body: { detail: 'Authentication credentials were not provided.' },
    });
  });

  const resign = ({ refresh: token }: { refresh: string }, change: object) =>
    sign({ ...claimsOf(token), ...change }, jwtSecret);

  test('of another user’s name leaves the family alone', async () => {
    const tokens = await tokensOf();
    await refresh(resign(tokens, { sub: String(user.id + 1) }));
    expect(await statusOf(refresh(tokens.refresh))).toBe(200);
  });

  test('ends with a new password, wherever one is signed in', async () => {
    const [one, other] = [await tokensOf(), await tokensOf()];
    const headers = bearer(one.access);
    expect(await statusOf(api.call('PUT', 'user/me/', { json: { password }, headers }))).toBe(200);
    expect(await statusOf(refresh(one.refresh))).toBe(401);
    expect(await statusOf(refresh(other.refresh))).toBe(401);
    expect(await statusOf(api.call('GET', 'user/me/', user))).toBe(200);
  });
});

describe('a logout', () => {
  const logOut = (json: unknown, headers = {}) => api.call('POST', 'auth/logout/', { json, headers });
  const done = { status: 202, body: { message: 'Logout success' } };

  test('ends the sign-in of the refresh token and takes the cookies away', async () => {
    const tokens = await tokensOf();
    const { status, body, headers } = await logOut({ refresh: tokens.refresh });
    expect({ status, body }).toEqual(done);
    expect(headers.getSetCookie().map((cookie) => cookie.split('=', 2).join('='))).toEqual([
      'access=; Path',
      'refresh=; Path',
      'csrftoken=; Path',
    ]);
    expect(await statusOf(refresh(tokens.refresh))).toBe(401);
  });

  test('ends that of the access token in the header', async () => {
    const tokens = await tokensOf();
    expect(await logOut({}, bearer(tokens.access))).toMatchObject(done);
    expect(await statusOf(refresh(tokens.refresh))).toBe(401);
  });

  test('leaves the access token what is left of its time, and other sign-ins alone', async () => {
    const [tokens, other] = [await tokensOf(), await tokensOf()];
    await logOut({ refresh: tokens.refresh });
    expect(await statusOf(me(bearer(tokens.access)))).toBe(200);
    expect(await statusOf(refresh(other.refresh))).toBe(200);
  });

  test.each([[{}], [{ refresh: 'x' }], [{ refresh: 1 }], [[]]])('with %j is done too', async (json) => {
    expect(await logOut(json, bearer('x'))).toMatchObject(done);
  });
});

test('families whose time is over go with the next sign-in', async () => {
  const { connection } = api.database;
  await tokensOf();
  await connection.query('UPDATE RefreshFamily SET expires_at = NOW(6) - INTERVAL 1 SECOND');
  await tokensOf();
  const rows = await connection.query('SELECT expires_at FROM RefreshFamily');
  expect(rows).toHaveLength(1);
  const seconds = (rows[0].expires_at.getTime() - Date.now()) / 1_000;
  expect(Math.abs(seconds - lifetimes.refresh)).toBeLessThan(60);
});
