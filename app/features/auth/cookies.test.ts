import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';
import { senderOf } from '../../http/same-site';
import { wholeDocument } from '../../openapi/api';
import { hashPassword } from '../../platform/passwords';

const password = 'correct horse battery';

let api: TestApi;
let user: TestUser;
let own: string;
beforeAll(async () => {
  api = await TestApi.start();
  [user] = (await insertUsers(api.database, 1)) as [TestUser];
  await api.database.connection.query('UPDATE `User` SET password = ?', [await hashPassword(password)]);
  own = `http://127.0.0.1:${api.port}`;
});
afterAll(() => api.stop());

type Headers = Record<string, string>;
const statusOf = async (answer: Promise<Answer>) => (await answer).status;
const logIn = (headers: Headers = {}) =>
  api.call('POST', 'auth/login/', { json: { username: user.username, password }, headers });
/** What a browser keeps of an answer. */
const jarOf = ({ headers }: Answer) =>
  Object.fromEntries(headers.getSetCookie().map((cookie) => /^(\w+)=([^;]*)/.exec(cookie)?.slice(1) ?? []));
const asCookies = (jar: Headers) =>
  Object.entries(jar)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
const newJar = async () => jarOf(await logIn()) as Record<'access' | 'refresh' | 'csrftoken', string>;

test('cookies are for this site, and the tokens for no script', async () => {
  const cookies = (await logIn()).headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]+/, '=…'));
  expect(cookies.map((cookie) => cookie.replace(/ Expires=[^;]+;/, ''))).toEqual([
    'access=…; Max-Age=1800; Path=/; HttpOnly; SameSite=Lax',
    'refresh=…; Max-Age=604800; Path=/api/v1/auth/; HttpOnly; SameSite=Lax',
    'csrftoken=…; Max-Age=604800; Path=/; SameSite=Lax',
  ]);
});

test('in production they come over HTTPS alone', async () => {
  const secured = await TestApi.start({ beside: api, settings: { httpsOnly: true } });
  const json = { username: user.username, password };
  const answer = await secured.call('POST', 'auth/login/', { json });
  const out = await secured.call('POST', 'auth/logout/', { headers: { 'Sec-Fetch-Site': 'same-origin' } });
  const cookies = [...answer.headers.getSetCookie(), ...out.headers.getSetCookie()];
  expect(cookies.filter((cookie) => cookie.includes('; Secure'))).toHaveLength(6);
  await secured.stop();
});

describe('a read', () => {
  test.each(['user/me/', 'seminar/', 'seminar/?name=x', 'todos/', 'auth/me/'])(
    'of %s takes the cookie',
    async (path) => {
      const { access } = await newJar();
      const Cookie = `a=b; access=${access}`;
      for (const more of [{}, { Origin: 'https://foreign.example.com' }, { 'Sec-Fetch-Site': 'cross-site' }])
        expect(await statusOf(api.call('GET', path, { headers: { Cookie, ...more } }))).toBe(200);
    },
  );

  test('goes by the header where there is one', async () => {
    const { access } = await newJar();
    const [other] = (await insertUsers(api.database, 1)) as [TestUser];
    const call = (Authorization: string) =>
      api.call('GET', 'user/me/', { headers: { Authorization, Cookie: `access=${access}` } });
    expect((await call(`Token ${other.token}`)).body.id).toBe(other.id);
    expect(await statusOf(call('Token abc'))).toBe(401);
    expect((await call('Basic YTpi')).body.id).toBe(user.id);
  });

  test.each(['', 'x', '%E0%A4%A'])('with the cookie %j is anonymous or refused', async (value) => {
    const headers = { Cookie: `access=${value}` };
    expect(await statusOf(api.call('GET', 'user/me/', { headers }))).toBe(401);
  });

  test('takes no refresh token for it', async () => {
    const headers = { Cookie: `access=${(await newJar()).refresh}` };
    expect(await statusOf(api.call('GET', 'user/me/', { headers }))).toBe(401);
  });
});

/** What a browser sends for whose page, and the way that it goes. */
const senders: [title: string, headers: (jar: Headers) => Headers, isLet: boolean][] = [
  ['the own Origin', () => ({ Origin: own }), true],
  ['the own Referer', () => ({ Referer: `${own}/docs/?a=b` }), true],
  ['Sec-Fetch-Site: same-origin', () => ({ 'Sec-Fetch-Site': 'same-origin' }), true],
  ['the token', ({ csrftoken = '' }) => ({ 'X-CSRFToken': csrftoken }), true],
  ['the token from elsewhere', ({ csrftoken = '' }) => ({ 'X-CSRFToken': csrftoken, Origin: 'null' }), true],
  ['the own Origin and a wrong token', () => ({ Origin: own, 'X-CSRFToken': 'x' }), true],
  ['nothing', () => ({}), false],
  ['another host', () => ({ Origin: 'https://foreign.example.com' }), false],
  ['another port', () => ({ Origin: 'http://127.0.0.1:1' }), false],
  ['a host that begins so', () => ({ Origin: `${own}.example.com` }), false],
  ['an anonymous page', () => ({ Origin: 'null' }), false],
  ['no page', () => ({ Origin: '' }), false],
  ['a file', () => ({ Origin: 'file://127.0.0.1' }), false],
  ['another host in Referer', () => ({ Referer: `https://foreign.example.com/?${own}/` }), false],
  ['the own Referer and another Origin', () => ({ Origin: 'null', Referer: own }), false],
  ['Sec-Fetch-Site: cross-site', () => ({ 'Sec-Fetch-Site': 'cross-site' }), false],
  ['Sec-Fetch-Site: same-site', () => ({ 'Sec-Fetch-Site': 'same-site' }), false],
  ['Sec-Fetch-Site: none', () => ({ 'Sec-Fetch-Site': 'none' }), false],
  ['signs that contradict', () => ({ Origin: own, 'Sec-Fetch-Site': 'cross-site' }), false],
  ['another token', () => ({ 'X-CSRFToken': 'a'.repeat(43) }), false],
  ['an empty token', () => ({ 'X-CSRFToken': '' }), false],
  ['the cookie twice', ({ access = '' }) => ({ 'X-CSRFToken': access }), false],
];

const multipart = () => {
  const body = new FormData();
  body.append('contents', 'Read');
  body.append('date', '2026-11-22');
  return { body };
};
const todo = { contents: 'Read', date: '2026-11-22' };
const writes: [method: string, path: string, body: () => object][] = [
  ['POST', 'todos/', () => ({ json: todo })],
  ['POST', 'todos/', () => ({ form: todo })],
  ['POST', 'todos/', multipart],
  ['PUT', 'user/me/', () => ({ json: {} })],
  ['PATCH', 'todos/1/', () => ({ json: {} })],
  ['DELETE', 'todos/1/', () => ({})],
  ['PUT', 'todos/1/like/', () => ({})],
  ['POST', 'user/logout/', () => ({})],
];

describe.each(writes)('%s %s with the cookie', (method, path, body) => {
  test.each(senders)('and %s', async (_title, headers, isLet) => {
    const jar = await sharedJar();
    const call = { ...body(), headers: { Cookie: asCookies(jar), ...headers(jar) } };
    expect((await statusOf(api.call(method, path, call))) === 403).toBe(!isLet);
  });
});

/** One sign-in for the whole table: the hash of a password takes its time. */
let shared: ReturnType<typeof newJar> | undefined;
const sharedJar = () => (shared ??= newJar());

test('a write by header needs no site', async () => {
  const { access } = await newJar();
  for (const Authorization of [`Bearer ${access}`, `Token ${user.token}`]) {
    const headers = { Authorization, Cookie: `access=${access}`, Origin: 'https://foreign.example.com' };
    expect(await statusOf(api.call('POST', 'todos/', { json: todo, headers }))).toBe(200);
  }
});

test('every routed write refuses a cookie from elsewhere, whatever it is', async () => {
  const jar = await newJar();
  const headers = { Cookie: asCookies(jar), Origin: 'https://foreign.example.com' };
  const calls = Object.entries(wholeDocument('1').paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { security }]) => ({ method, path, security })),
  );
  const needing = calls.filter(
    ({ method, security }) => method !== 'get' && JSON.stringify(security).includes('cookie'),
  );
  expect(needing.length).toBeGreaterThan(8);
  for (const { method, path } of needing) {
    const answer = await api.call(method.toUpperCase(), path.replace(/\{\w+\}/g, '1'), { headers });
    expect([method, path, answer.status]).toEqual([method, path, 403]);
    expect(answer.body.detail).toMatch(/^CSRF Failed: /);
  }
});

describe('the refresh token as a cookie', () => {
  const refresh = (jar: Headers, headers: Headers) =>
    api.call('POST', 'auth/refresh/', { headers: { Cookie: asCookies(jar), ...headers } });

  test('is answered with the next cookies, and no script sees it', async () => {
    const jar = await newJar();
    const answer = await refresh(jar, { Origin: own });
    const next = jarOf(answer);
    expect(answer.body).toEqual({ access: next['access'] });
    expect(next['refresh']).not.toBe(jar.refresh);
    expect(next['csrftoken']).toBe(jar.csrftoken);
    expect(await statusOf(refresh(next, { 'X-CSRFToken': jar.csrftoken }))).toBe(200);
  });

  test.each(senders.filter(([, , isLet]) => !isLet))(
    'is not taken with %s, and stays good',
    async (_title, headers) => {
      const jar = await sharedJar();
      expect(await statusOf(refresh(jar, headers(jar)))).toBe(403);
      expect(
        await statusOf(
          api.call('POST', 'auth/logout/', { headers: { Cookie: asCookies(jar), ...headers(jar) } }),
        ),
      ).toBe(403);
    },
  );

  test('gives way to that of the body, which leaves the cookies alone', async () => {
    const [jar, other] = [await newJar(), await newJar()];
    const headers = { Cookie: asCookies(jar) };
    const answer = await api.call('POST', 'auth/refresh/', { json: { refresh: other.refresh }, headers });
    expect(answer).toMatchObject({ status: 200, body: { refresh: expect.any(String) } });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await statusOf(refresh(jar, { Origin: own }))).toBe(200);
  });

  test('ends with a logout, and the browser forgets its cookies', async () => {
    const jar = await newJar();
    const headers = { Cookie: asCookies(jar), Origin: own };
    const answer = await api.call('POST', 'auth/logout/', { headers });
    expect(answer.status).toBe(202);
    expect(Object.values(jarOf(answer))).toEqual(['', '', '']);
    expect(await statusOf(refresh(jar, { Origin: own }))).toBe(401);
  });
});

describe('another site', () => {
  const headers = { Origin: 'https://foreign.example.com' };
  test('signs nobody in or out', async () => {
    expect(await statusOf(logIn(headers))).toBe(403);
    expect(await statusOf(api.call('POST', 'auth/logout/', { headers }))).toBe(403);
    expect(await statusOf(api.call('POST', 'auth/logout/'))).toBe(202);
  });

  test('is offered no CORS', async () => {
    const asked = { ...headers, 'Access-Control-Request-Method': 'POST' };
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await api.call(method, 'user/me/', {
        headers: { ...asked, Authorization: `Token ${user.token}` },
      });
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('in production', () => {
  test.each([
    ['https://api.example.com', 'api.example.com', 'own'],
    ['https://api.example.com', 'API.example.com', 'own'],
    ['https://api.example.com', 'api.example.com:443', 'own'],
    ['https://api.example.com:8443', 'api.example.com:8443', 'own'],
    ['https://api.example.com', 'api.example.com:8443', 'foreign'],
    ['https://[2001:db8::1]', '[2001:DB8:0::1]', 'own'],
    ['http://api.example.com', 'api.example.com', 'foreign'],
    ['https://example.com', 'api.example.com', 'foreign'],
    ['https://www.api.example.com', 'api.example.com', 'foreign'],
    ['https://api.example.com.', 'api.example.com', 'foreign'],
    ['https://api.example.com@foreign.example.com', 'api.example.com', 'foreign'],
    ['https://api.example.com, https://foreign.example.com', 'api.example.com', 'foreign'],
    ['https://api.example.com', '', 'foreign'],
    ['https://api.example.com', 'a b', 'foreign'],
  ])('a page of %s is for %j %s', (origin, host, expected) => {
    expect(senderOf({ origin, host }, true)).toBe(expected);
  });
});
