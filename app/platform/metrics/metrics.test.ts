import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { getThroughHost } from '../../../test/helpers/get-through-host';
import { TestApi } from '../../../test/helpers/test-api';

let api: TestApi;
let text: string;
const scrape = async () => (await getThroughHost(api.port, '/metrics', { host: 'localhost' })).text;

beforeAll(async () => {
  api = await TestApi.start({ environment: { ALLOWED_HOSTS: '127.0.0.1,api.example.com' } });
  const { token } = await api.signUp('participant');
  for (const id of [7, 8, 9]) await api.call('GET', `seminar/${id}/`, { token });
  await api.call('GET', 'seminar/1/');
  await api.call('GET', 'nowhere/ada@example.com/');
  text = await scrape();
});
afterAll(() => api.stop());

test.each([
  ['http_request_duration_seconds_count{method="GET",route="/api/v1/seminar/:id/",status="404"} 3'],
  [
    'http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/api/v1/seminar/:id/",status="404"} 3',
  ],
  ['http_request_duration_seconds_count{method="GET",route="/api/v1/seminar/:id/",status="401"} 1'],
  ['http_request_duration_seconds_count{method="GET",route="unmatched",status="404"} 1'],
  ['http_request_duration_seconds_count{method="POST",route="/api/v1/user/",status="201"} 1'],
  ['waffle_release_info{release="development"} 1'],
])('they have %s', (line) => {
  expect(text.split('\n')).toContain(line);
});

test('the buckets of a series grow up to its count', () => {
  const series =
    /http_request_duration_seconds_bucket\{le="[^"]+",method="GET",route="\/api\/v1\/seminar\/:id\/",status="404"\} (\d+)/g;
  const counts = [...text.matchAll(series)].map(([, count]) => Number(count));
  expect(counts).toHaveLength(14);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
});

test('they tell of the process too', () => {
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
});

test('they name no path and nobody', () => {
  expect(text).not.toMatch(/ada|participant\d|seminar\/7/);
});

test.each([
  [{ host: '127.0.0.1' }, 200],
  [{ host: 'api.example.com' }, 404],
  [{ host: 'localhost', 'x-forwarded-for': '192.0.2.1' }, 404],
  [{ host: 'evil.example.com' }, 400],
])('to %j they answer %i', async (headers, status) => {
  expect(await getThroughHost(api.port, '/metrics', headers)).toMatchObject({ status });
});
