import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { eventually } from '../../../test/helpers/eventually';
import { TestApi } from '../../../test/helpers/test-api';
import { isAllowedHost } from '../../http/allowed-hosts';
import { ReadyBody } from '../../http/ready-body';
import { answerListHits } from './seminar-list-hits';

const path = '/api/v1/seminar/';
const known = 'a'.repeat(40);
const host = 'api.example.com';
const authorization = `Token ${known}`;

async function ask(
  port: number,
  options: { method?: string; path?: string; headers?: Record<string, string> },
) {
  const outgoing = request({ port, path, agent: false, ...options, headers: options.headers ?? {} }).end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

describe.each([
  ['tells of changes', true],
  ['is asked', false],
])('of the requests, those before Express, where Redis %s', (_where, isHeard) => {
  const bodies = { default: new ReadyBody(Buffer.from('[1]')), earliest: new ReadyBody(Buffer.from('[2]')) };
  let current: Partial<typeof bodies>;
  let server: Server;
  beforeEach(async () => {
    current = bodies;
    const listener = answerListHits({
      list: {
        current: (order) => current[order],
        findAll: async (order) => {
          await new Promise(setImmediate);
          return current[order];
        },
      },
      tokens: {
        isCurrent: (token) => token === known,
        isKnown: (token) => Promise.resolve(token === known),
      },
      isHeard,
      isAllowedHost: isAllowedHost([host]),
      app: (_request, response) => response.end('app'),
    });
    server = createServer(listener).listen(0);
    await once(server, 'listening');
  });
  afterEach(() => void server.close());

  const answerTo = (options: Parameters<typeof ask>[1]) =>
    ask((server.address() as AddressInfo).port, { headers: { authorization, host }, ...options });

  test.each([
    [path, '[1]'],
    [`${path}?order=earliest`, '[2]'],
  ])('GET %s with a known token are answered', async (path, body) => {
    const answer = await answerTo({ path });
    expect(answer).toMatchObject({ status: 200, body, headers: { 'x-cache': 'hit' } });
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is left to Express', async (method) => {
    expect((await answerTo({ method })).body).toBe('app');
  });

  test('HEAD is left to Express', async () => {
    expect((await answerTo({ method: 'HEAD' })).headers['x-cache']).toBeUndefined();
  });

  test.each([
    '/api/v1/seminar',
    '/api/v1/seminar//',
    '/API/v1/seminar/',
    '/api/v1/seminar/1/',
    '/api/v1/%73eminar/',
    `http://${host}${path}`,
    `${path}?`,
    `${path}?order=latest`,
    `${path}?order=earliest&name=`,
    `${path}?name=x`,
    `${path}?order=EARLIEST`,
  ])('%s is left to Express', async (path) => {
    expect((await answerTo({ path })).body).toBe('app');
  });

  test.each<[string, Record<string, string>]>([
    ['no token', { host }],
    ['another scheme', { host, authorization: `Bearer ${known}` }],
    ['the scheme in lower case', { host, authorization: `token ${known}` }],
    ['two spaces', { host, authorization: `Token  ${known}` }],
    ['a token too many', { host, authorization: `${authorization} ${known}` }],
    ['a short token', { host, authorization: 'Token abc' }],
    ['a token in upper case', { host, authorization: `Token ${known.toUpperCase()}` }],
    ['a token that is not known', { host, authorization: `Token ${'b'.repeat(40)}` }],
    ['a foreign host', { host: 'foreign.example.com', authorization }],
    ['a host that only begins so', { host: `${host}.example.net`, authorization }],
  ])('one with %s is left to Express', async (_title, headers) => {
    expect((await answerTo({ headers })).body).toBe('app');
  });

  test('of an order that is not known are left to Express', async () => {
    current = { earliest: bodies.earliest };
    expect((await answerTo({})).body).toBe('app');
    expect((await answerTo({ path: `${path}?order=earliest` })).body).toBe('[2]');
  });

  test('are asked for at the end of the turn, when all news have been heard', async () => {
    server.prependListener('request', () => process.nextTick(() => (current = {})));
    expect((await answerTo({})).body).toBe('app');
  });
});

describe('before Express and through it', () => {
  let api: TestApi;
  let token: string;
  beforeAll(async () => {
    api = await TestApi.start({ environment: { ALLOWED_HOSTS: '127.0.0.1' } });
    ({ token } = await api.addUser('participant'));
    await api.createSeminar();
    await eventually(async () => expect(await isKnown()).toBe(true));
  });
  afterAll(() => api.stop());

  /** Whether the list is answered before Express, which then reads nothing more. */
  async function isKnown(): Promise<boolean> {
    const { headers } = await get('Token');
    await new Promise(setImmediate);
    return headers['x-cache'] === 'hit' && api.container.tokens.isCurrent(token);
  }

  const get = (scheme: string, headers: Record<string, string> = {}) =>
    ask(api.port, { headers: { host: '127.0.0.1', ...headers, authorization: `${scheme} ${token}` } });

  const etag = async () => String((await get('Token')).headers.etag);
  test.each<[string, () => Promise<Record<string, string>>, number]>([
    ['nothing else', async () => ({}), 200],
    ['the tag', async () => ({ 'if-none-match': await etag() }), 304],
    ['the tag, taken for strong', async () => ({ 'if-none-match': (await etag()).slice(2) }), 304],
    ['a list with the tag', async () => ({ 'if-none-match': `"x", W/"y" ,${await etag()}` }), 304],
    ['a star', async () => ({ 'if-none-match': '*' }), 304],
    ['the tag of another version', async () => ({ 'if-none-match': 'W/"x"' }), 200],
    ['the tag without quotes', async () => ({ 'if-none-match': (await etag()).slice(3, -1) }), 200],
    ['an empty tag', async () => ({ 'if-none-match': '' }), 200],
    ['gzip', async () => ({ 'accept-encoding': 'br, gzip' }), 200],
    ['no encoding', async () => ({ 'accept-encoding': 'identity' }), 200],
  ])('a request with %s is answered alike', async (_title, more, status) => {
    const headers = await more();
    const [before, through] = [await get('Token', headers), await get('token', headers)];
    expect(before.status).toBe(status);
    expect(withoutDate(before)).toEqual(withoutDate(through));
  });

  test('HEAD has the headers of GET and no body', async () => {
    const headers = { host: '127.0.0.1', authorization: `Token ${token}` };
    const head = await ask(api.port, { method: 'HEAD', headers });
    expect(head.body).toBe('');
    expect(withoutDate({ ...head, body: (await get('Token')).body })).toEqual(
      withoutDate(await get('Token')),
    );
  });

  test('one who refuses gzip does not get it', async () => {
    const { headers } = await get('Token', { 'accept-encoding': 'gzip;q=0, identity' });
    expect(headers['content-encoding']).toBeUndefined();
  });

  test('a revoked token is refused at once', async () => {
    const { id, token } = await api.addUser('participant');
    const call = () => api.call('GET', 'seminar/', { token });
    for (let n = 0; n < 3; n++) expect((await call()).status).toBe(200);
    await api.container.tokens.revoke(id);
    expect((await call()).status).toBe(401);
  });
});

const withoutDate = ({ headers, ...answer }: Awaited<ReturnType<typeof ask>>) => ({
  ...answer,
  headers: { ...headers, date: undefined, 'x-request-id': undefined },
});

test('the compressed form is the body', async () => {
  const body = new ReadyBody(Buffer.from('[1]'.repeat(100)));
  const server = createServer((request, response) => body.send(request, response, 'hit')).listen(0);
  await once(server, 'listening');
  await eventually(async () => {
    const response = await new Promise<IncomingMessage>((resolve) =>
      request(
        {
          port: (server.address() as AddressInfo).port,
          headers: { 'accept-encoding': 'gzip' },
          agent: false,
        },
        resolve,
      ).end(),
    );
    expect(response.headers['content-encoding']).toBe('gzip');
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    expect(gunzipSync(Buffer.concat(parts)).toString()).toBe('[1]'.repeat(100));
  });
  server.close();
});
