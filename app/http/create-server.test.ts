import { once } from 'node:events';
import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import express, { type Express, type Request, type Response } from 'express';
import type { Server } from 'node:http';

import { createHttpServer } from './create-server';

let app: Express;
let server: Server;
/** The prototypes that requests and responses were born with, and those that they have in a handler. */
let born: unknown[];
let handled: unknown[];
beforeEach(async () => {
  app = express();
  app.disable('x-powered-by');
  const listener: RequestListener = (request, response) => {
    born = [Object.getPrototypeOf(request), Object.getPrototypeOf(response)];
    app(request, response);
  };
  server = createHttpServer(app, listener).listen(0);
  await once(server, 'listening');
});
afterEach(() => void server.close());

async function answerTo(handle: (request: Request, response: Response) => void, path = '/', init = {}) {
  app.use((request, response) => {
    handled = [Object.getPrototypeOf(request), Object.getPrototypeOf(response)];
    handle(request, response);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const answer = await fetch(url, { redirect: 'manual', ...init });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

test('requests and responses keep the prototypes that they are born with', async () => {
  await answerTo((_request, response) => response.end());
  expect(handled[0]).toBe(born[0]);
  expect(handled[1]).toBe(born[1]);
  expect(handled).toEqual([app.request, app.response]);
});

test('they are requests and responses of Node and of Express', async () => {
  await answerTo((request, response) =>
    response.json([
      request instanceof IncomingMessage,
      response instanceof ServerResponse,
      hasPrototype(request, express.request),
      hasPrototype(response, express.response),
      request.app === app,
      request.res === response && response.req === request,
    ]),
  ).then(({ body }) => expect(JSON.parse(body)).toEqual([true, true, true, true, true, true]));
});

test.each<[string, (request: Request, response: Response) => unknown, unknown]>([
  ['get', (request) => request.get('X-A'), 'a'],
  ['query', (request) => request.query, { b: '1' }],
  ['path', (request) => request.path, '/x'],
  ['hostname', (request) => request.hostname, '127.0.0.1'],
  ['accepts', (request) => request.accepts(['html', 'json']), 'json'],
  ['fresh', (request) => request.fresh, false],
  ['app settings', (request) => request.app.get('strict routing') ?? null, null],
])('a request has %s', async (_title, read, expected) => {
  const headers = { 'X-A': 'a', Accept: 'application/json' };
  const { body } = await answerTo((req, res) => res.json(read(req, res)), '/x?b=1', { headers });
  expect(JSON.parse(body)).toEqual(expected);
});

test.each<[string, (response: Response) => unknown, object]>([
  ['json', (response) => response.json({ a: 1 }), { status: 200, body: '{"a":1}' }],
  ['status and send', (response) => response.status(418).send('x'), { status: 418, body: 'x' }],
  ['redirect', (response) => response.redirect(301, '/y'), { status: 301 }],
  ['type and set', (response) => response.type('text').set('X-B', 'b').end('z'), { status: 200, body: 'z' }],
  ['sendStatus', (response) => response.sendStatus(404), { status: 404, body: 'Not Found' }],
])('a response has %s', async (_title, send, expected) => {
  expect(await answerTo((_request, response) => void send(response))).toMatchObject(expected);
});

test('idle connections outlast those of Nginx', () => {
  expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
});

const hasPrototype = (object: object, prototype: object): boolean => {
  const next = Object.getPrototypeOf(object) as object | null;
  return next !== null && (next === prototype || hasPrototype(next, prototype));
};
