import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { ApiClient } from './api-client';
import { Masker } from './masker';
import { visitApi } from './visit';

type Reply = readonly [status: number, body: unknown];

const well: Readonly<Record<string, Reply>> = {
  'POST /api/v1/user/': [201, { id: 7, token: 'a token' }],
  'POST /api/v1/seminar/': [201, { id: 3 }],
  'POST /api/v1/seminar/3/user/': [201, {}],
  'GET /api/v1/seminar/': [200, [{ id: 2 }, { id: 3 }]],
};
let server: Server;
afterEach(() => void server.close());

/** An API that answers so. */
async function visit(changes: Readonly<Record<string, Reply>> = {}) {
  const replies = { ...well, ...changes };
  server = createServer((request, response) => {
    const [status, body] = replies[`${request.method} ${request.url?.split('?')[0]}`] ?? [404, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new ApiClient(`http://127.0.0.1:${port}`, undefined, new AbortController().signal);
  return visitApi(client, { masker: new Masker({ showHomeAddresses: false }), startedAt: new Date() });
}

test('a visit is each request with its answer', async () => {
  const { exchanges, seminarId, userIds } = await visit();
  expect(exchanges.map(([title]) => title)).toHaveLength(5);
  expect({ seminarId, userIds }).toEqual({ seminarId: 3, userIds: [7, 7] });
});

test.each<readonly [string, Readonly<Record<string, Reply>>, string]>([
  ['a sign-up that is refused', { 'POST /api/v1/user/': [400, {}] }, '/user/ answered 400, expected 201'],
  ['a seminar that is not made', { 'POST /api/v1/seminar/': [500, {}] }, '/seminar/ answered 500'],
  ['a join that is refused', { 'POST /api/v1/seminar/3/user/': [403, {}] }, '/user/ answered 403'],
  ['a list that fails', { 'GET /api/v1/seminar/': [502, {}] }, 'answered 502, expected 200'],
  ['a list without it', { 'GET /api/v1/seminar/': [200, [{ id: 2 }]] }, 'lists no seminar 3'],
])('%s is no visit', async (_, changes, why) => {
  await expect(visit(changes)).rejects.toThrow(why);
});
