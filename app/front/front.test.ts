import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { TestApi } from '../../test/helpers/test-api';
import { compressedTypes } from './compress';
import { securityHeaders } from './security-headers';

// What it shows is compared with Nginx in app/openapi/docs-page.test.ts.
let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await TestApi.start({ environment: { STATIC_DIRECTORY: join(__dirname, '../../static') } });
  ({ token } = await api.addUser('participant'));
  for (let id = 0; id < 20; id += 1) await api.createSeminar();
});
afterAll(() => api.stop());

const headersOf = (headers: Headers, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, headers.get(name)]));

test.each(['miss', 'hit'])(
  'a list is compressed once and has the headers of all answers: %s',
  async (outcome) => {
    const { status, headers, body } = await api.call('GET', 'seminar/', { token });
    expect([status, body.length, headers.get('x-cache')]).toEqual([200, 20, outcome]);
    expect(headersOf(headers, Object.keys(securityHeaders))).toEqual(securityHeaders);
    expect(headersOf(headers, ['content-encoding', 'vary'])).toEqual({
      'content-encoding': 'gzip',
      vary: 'Accept-Encoding',
    });
    const known = { token, headers: { 'If-None-Match': headers.get('etag') ?? '' } };
    expect((await api.call('GET', 'seminar/', known)).status).toBe(304);
  },
);

test('what is short stays as it is, and a refusal has the same headers', async () => {
  const { headers } = await api.call('GET', 'user/me/', { token });
  expect(headers.get('content-encoding')).toBeNull();
  const { status, headers: refused } = await api.call('GET', '/absent/');
  expect([status, headersOf(refused, Object.keys(securityHeaders))]).toEqual([404, securityHeaders]);
});

test('the kinds that are compressed are Nginx’s', () => {
  const conf = readFileSync(join(__dirname, '../../deployment/nginx/nginx.conf'), 'utf8');
  const types = /gzip_types (.*);/.exec(conf)?.[1]?.split(' ') ?? [];
  expect([...compressedTypes].sort()).toEqual([...types, 'text/html', 'text/javascript'].sort());
});
