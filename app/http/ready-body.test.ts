import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ReadyBody } from './ready-body';

const text = JSON.stringify({ name: 'seminar '.repeat(50) });
const body = new ReadyBody(Buffer.from(text));
const server = createServer((asked, answer) => body.send(asked, answer, 'hit'));
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await sleep(50); // until the compressor is done
});
afterAll(() => void server.close());

async function get(headers: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, host: '127.0.0.1', headers, agent: false }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, bytes: await buffer(answer) };
}

test('the bytes are sent as they are, with what a client may do with them', async () => {
  const { status, headers, bytes } = await get();
  expect([status, bytes.toString()]).toEqual([200, text]);
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(text.length),
    'cache-control': 'private, no-cache',
    vary: 'Accept-Encoding',
    'x-cache': 'hit',
  });
});

describe('compressed for who takes it', () => {
  test.each([
    ['gzip', true],
    ['br, gzip;q=0.5', true],
    ['deflate, GZIP', true],
    ['gzip;q=0, *', false],
    ['gzip ; q=0.000', false],
    ['gzip;q=0.001', true],
    ['br', false],
    ['identity', false],
  ])('%s: %s', async (accepted, isCompressed) => {
    const { headers, bytes } = await get({ 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(isCompressed ? 'gzip' : undefined);
    expect((isCompressed ? gunzipSync(bytes) : bytes).toString()).toBe(text);
  });
});

describe('304 for who has it', () => {
  test.each([
    ['the tag', (tag: string) => tag, 304],
    ['the strong form of it', (tag: string) => tag.replace('W/', ''), 304],
    ['a list with it', (tag: string) => `"a", ${tag}`, 304],
    ['any', () => '*', 304],
    ['another', () => 'W/"a"', 200],
    ['nothing', () => '', 200],
  ])('%s', async (_title, name, expected) => {
    const tag = String((await get()).headers.etag);
    const { status, headers, bytes } = await get({ 'if-none-match': name(tag) });
    expect([status, headers.etag, headers.vary]).toEqual([expected, tag, 'Accept-Encoding']);
    expect(bytes).toHaveLength(expected === 304 ? 0 : text.length);
  });
});
