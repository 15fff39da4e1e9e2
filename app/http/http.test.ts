import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { rawGet } from '../../test/helpers/raw-get';
import { TestApi } from '../../test/helpers/test-api';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await TestApi.start({ environment: { ALLOWED_HOSTS: '127.0.0.1,api.example.com' } });
  ({ token } = await api.signUp('participant'));
});
afterAll(() => api.stop());

describe('authentication', () => {
  test.each([
    [undefined, 'Authentication credentials were not provided.'],
    ['', 'Authentication credentials were not provided.'],
    ['Basic YTpi', 'Authentication credentials were not provided.'],
    ['Token', 'Invalid token header. No credentials provided.'],
    ['Token a b', 'Invalid token header. Token string should not contain spaces.'],
    ['Token abc', 'Invalid token.'],
    [`Token ${'0'.repeat(40)}`, 'Invalid token.'],
  ])('with the header %j is 401', async (header, detail) => {
    const headers: Record<string, string> = header === undefined ? {} : { Authorization: header };
    const answer = await api.call('GET', 'user/me/', { headers });
    expect(answer).toMatchObject({ status: 401, body: { detail } });
    expect(answer.headers.get('WWW-Authenticate')).toBe('Token');
  });

  test('takes the scheme in any letter case, the token only as it is', async () => {
    const call = (header: string) => api.call('GET', 'user/me/', { headers: { Authorization: header } });
    expect((await call(`TOKEN ${token}`)).status).toBe(200);
    expect((await call(`Token ${token.toUpperCase()}`)).status).toBe(401);
  });

  test.each([
    ['GET', 'user/me/'],
    ['GET', 'user/1/'],
    ['GET', 'user/abc/'],
    ['POST', 'user/logout/'],
    ['GET', 'seminar/'],
    ['POST', 'seminar/'],
    ['GET', 'seminar/1/'],
    ['GET', 'seminar/abc/'],
    ['POST', 'seminar/1/user/'],
    ['PATCH', 'seminar/'],
    ['PUT', 'user/me/'],
    ['PUT', 'user/1/'],
    ['POST', 'user/participant/'],
    ['PUT', 'seminar/1/'],
    ['PUT', 'seminar/abc/'],
    ['DELETE', 'seminar/1/user/'],
    ['GET', 'user/login/'],
    ['GET', 'todos/'],
    ['POST', 'todos/'],
    ['GET', 'todos/1/'],
    ['PATCH', 'todos/1/'],
    ['DELETE', '/api/todo/1/'],
  ])('%s %s needs it', async (method, path) => {
    expect((await api.call(method, path)).status).toBe(401);
  });

  test('that is bad stops a sign-up, none does not', async () => {
    const headers = { Authorization: 'Token abc' };
    expect((await api.call('POST', 'user/', { json: {}, headers })).status).toBe(401);
    expect((await api.call('POST', 'user/', { json: {} })).status).toBe(400);
  });
});

describe('a method that is not routed', () => {
  test.each([
    ['PATCH', 'user/me/', 'GET, HEAD, PUT'],
    ['PATCH', 'seminar/', 'GET, HEAD, POST'],
    ['GET', 'user/', 'POST'],
    ['DELETE', 'user/me/', 'GET, HEAD, PUT'],
    ['GET', 'user/participant/', 'POST'],
    ['POST', 'user/1/', 'GET, HEAD, PUT'],
    ['GET', 'user/logout/', 'POST'],
    ['PATCH', 'seminar/1/', 'GET, HEAD, PUT'],
    ['DELETE', 'seminar/1/', 'GET, HEAD, PUT'],
    ['POST', 'user/login/', 'PUT'],
    ['GET', 'seminar/1/user/', 'POST, DELETE'],
    ['PATCH', 'todos/', 'GET, HEAD, POST'],
    ['POST', 'todos/1/like/', 'GET, HEAD, PUT, DELETE'],
    ['POST', '/api/todo/1/', 'GET, HEAD, PUT, PATCH, DELETE'],
  ])('%s %s is 405', async (method, path, allow) => {
    const { status, headers, body } = await api.call(method, path, { token });
    expect(status).toBe(405);
    expect(headers.get('Allow')).toBe(allow);
    expect(body).toEqual({ detail: `Method "${method}" not allowed.` });
  });
});

describe('what no cache holds', () => {
  test.each(['/', '/healthz', '/readyz', 'user/me/', 'seminar/?name=a'])('%s is never 304', async (path) => {
    const headers = { 'If-None-Match': '*', 'If-Modified-Since': 'Fri, 31 Dec 2100 23:59:59 GMT' };
    expect((await api.call('GET', path, { token, headers })).status).toBe(200);
  });
});

describe('a path that is only read', () => {
  test.each(['/', '/healthz', '/readyz', '/metrics'])('%s is 405 for other methods', async (path) => {
    const { status, headers, body } = await api.call('POST', path);
    expect(status).toBe(405);
    expect(headers.get('Allow')).toBe('GET, HEAD');
    expect(body).toEqual({ detail: 'Method "POST" not allowed.' });
  });

  test('is not there for whoever may not read it', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.9' };
    expect((await api.call('GET', '/metrics', { headers })).status).toBe(404);
  });
});

test('a request for a tunnel is answered, and refused', async () => {
  const socket = createConnection(api.port, '127.0.0.1');
  socket.write('CONNECT example.com:443 HTTP/1.1\r\nHost: api.example.com\r\n\r\n');
  expect(await text(socket)).toBe('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
});

describe('a path', () => {
  test.each([
    'nowhere/',
    'seminar/1/2/',
    '/nowhere',
    'user/me/x/',
    'USER/me/',
    '/API/v1/user/me/',
    'todo/',
    '/api/todoes/',
    '/api/Todos/',
    '/api/seminar/',
    '/HEALTHZ',
  ])('%s is 404', async (path) => {
    expect(await api.call('GET', path, { token })).toMatchObject({
      status: 404,
      body: { detail: 'Not found.' },
    });
  });

  test.each([
    ['seminar', '/api/v1/seminar/'],
    ['seminar?name=a%20b&order=c', '/api/v1/seminar/?name=a%20b&order=c'],
    ['seminar/1?a=?', '/api/v1/seminar/1/?a=?'],
    ['user/me', '/api/v1/user/me/'],
    ['user', '/api/v1/user/'],
    ['user/login', '/api/v1/user/login/'],
    ['user/participant', '/api/v1/user/participant/'],
    ['seminar/1/user', '/api/v1/seminar/1/user/'],
    ['todos/1', '/api/v1/todos/1/'],
    ['/api/todo?date=', '/api/todo/?date='],
    ['/api/todos/1', '/api/todos/1/'],
  ])('without its slash, %s, leads to %s', async (path, location) => {
    const { status, headers } = await api.call('GET', path, { headers: { Accept: 'text/html' } });
    expect(status).toBe(301);
    expect(headers.get('Location')).toBe(location);
  });

  test('without its slash is not found by another method, or where nothing is', async () => {
    for (const method of ['POST', 'OPTIONS', 'DELETE'])
      expect((await api.call(method, 'seminar', { token })).status).toBe(404);
    expect((await api.call('GET', 'nowhere')).status).toBe(404);
  });

  test.each([
    '/API/v1/seminar/',
    '/api/V1/seminar/',
    'Seminar/',
    'seminar/1/User/',
    'user/ME/',
    'USER/login/',
    '/Healthz',
    '/READYZ',
    '/Version',
  ])('in other letters, %s, is 404', async (path) => {
    expect((await api.call('GET', path, { token })).status).toBe(404);
  });

  test('that cannot be decoded is the fault of the client', async () => {
    expect((await api.call('GET', 'user/%E0%A4%A/', { token })).status).toBe(400);
  });
});

describe('a body', () => {
  const post = (type: string, body: string) =>
    api.call('POST', 'user/', { body, headers: { 'Content-Type': type } });

  test.each(['{', '{"a":}', 'nonsense', '{"a":1}}'])('of malformed JSON, %s, is 400', async (text) => {
    const { status, body } = await post('application/json', text);
    expect(status).toBe(400);
    expect(body).toEqual({ detail: expect.stringMatching(/^JSON parse error - ./) });
  });

  test.each([
    ['[]', 'Invalid data. Expected a dictionary, but got list.'],
    ['"a"', 'Invalid data. Expected a dictionary, but got str.'],
    ['1', 'Invalid data. Expected a dictionary, but got int.'],
    ['null', 'No data provided'],
  ])('of JSON that is no object, %s, is 400', async (text, message) => {
    expect(await post('application/json', text)).toMatchObject({
      status: 400,
      body: { non_field_errors: [message] },
    });
  });

  test.each(['text/plain', 'application/xml'])('of type %s is 415', async (type) => {
    expect(await post(type, 'x')).toMatchObject({
      status: 415,
      body: { detail: `Unsupported media type "${type}" in request.` },
    });
  });

  test('of a form that repeats a field counts with the last', async () => {
    const { body } = await post('application/x-www-form-urlencoded', 'role=participant&role=boss');
    expect(body.role).toEqual(['"boss" is not a valid choice.']);
  });

  test('of multipart fields is read like the others, the last value of a name counting', async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ username: 'Ünï', role: 'x', year: '7' }))
      body.append(name, value);
    body.append('role', 'instructor');
    body.append('year', '70000');
    expect((await api.call('POST', 'user/', { body })).body).toEqual({
      password: ['This field is required.'],
      email: ['This field is required.'],
      year: ['Ensure this value is less than or equal to 65535.'],
    });
  });

  test('of multipart with a file has no good value there', async () => {
    const body = new FormData();
    body.append('username', new Blob(['ada']), 'ada.txt');
    expect((await api.call('POST', 'user/', { body })).body.username).toEqual(['Not a valid string.']);
  });

  const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n';
  test.each([
    ['without a boundary', 'multipart/form-data', `${part}--b--\r\n`],
    ['with another boundary', 'multipart/form-data; boundary=c', `${part}--b--\r\n`],
    ['without an end', 'multipart/form-data; boundary=b', part],
    ['that breaks off in a part', 'multipart/form-data; boundary=b', part.slice(0, -5)],
    ['of nonsense', 'multipart/form-data; boundary=b', 'nonsense'],
    ['of 1,500 fields', 'multipart/form-data; boundary=b', `${part.repeat(1_500)}--b--\r\n`],
  ])('of multipart %s is 400', async (_title, type, text) => {
    const { status, body } = await post(type, text);
    expect(status).toBe(400);
    expect(body).toEqual({ detail: expect.stringMatching(/^Multipart form parse error - ./) });
  });

  test('that is missing is an empty one', async () => {
    expect((await api.call('POST', 'user/')).body.username).toEqual(['This field is required.']);
  });

  test('that is too large is 413', async () => {
    expect(await post('application/json', JSON.stringify('x'.repeat(200_000)))).toMatchObject({
      status: 413,
      body: { detail: 'The request body is too large.' },
    });
  });

  test.each(['role', 'username', 'year', 'what'])(
    'that is nested very deep in %s is no fault of ours',
    async (name) => {
      const text = `{"role":"instructor","${name}":${'['.repeat(40_000)}${']'.repeat(40_000)}}`;
      expect((await post('application/json', text)).status).toBe(400);
    },
  );

  test('cannot reach what is not its own', async () => {
    const text = '{"__proto__":{"username":"a"},"constructor":1}';
    expect((await post('application/json', text)).body.username).toEqual(['This field is required.']);
  });
});

describe('a host', () => {
  const statusOf = async (host: string, path: string) =>
    (await rawGet({ host: '127.0.0.1', port: api.port, path, headers: { host } })).status;

  test.each([
    ['api.example.com', '/', 200],
    ['API.example.com:443', '/', 200],
    ['127.0.0.1:8000', '/', 200],
    ['localhost', '/', 400],
    ['evil.example.com', '/', 400],
    ['api.example.com.evil.example.com', '/api/v1/user/me/', 400],
    ['localhost', '/healthz', 200],
    ['localhost:80', '/readyz', 200],
    ['evil.example.com', '/healthz', 400],
  ])('%s asked for %s answers %i', async (host, path, status) => {
    expect(await statusOf(host, path)).toBe(status);
  });
});

test('what breaks inside stays inside', async () => {
  await api.database.connection.query('ALTER TABLE Token RENAME Hidden');
  const answer = await api.call('GET', 'user/me/', { token });
  await api.database.connection.query('ALTER TABLE Hidden RENAME Token');
  expect(answer).toMatchObject({ status: 500, body: { detail: 'Internal server error.' } });
});
