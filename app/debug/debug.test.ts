import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

import { getThroughHost } from '../../test/helpers/get-through-host';
import { findOnPath } from '../../test/helpers/machine';
import { TestApi, type TestUser } from '../../test/helpers/test-api';
import { describeWhere } from '../../test/helpers/when-available';

let api: TestApi;
let user: TestUser;
beforeAll(async () => {
  api = await TestApi.start({ environment: { NODE_ENV: 'development' } });
  user = await api.signUp('instructor', { password: 'correct horse' });
});
afterAll(() => api.stop());

/** Not among the documented calls. */
const readPage = async () => (await fetch(`http://127.0.0.1:${api.port}/__debug__/`)).text();
/** The part of the page about the newest request. */
const newest = async () => (await readPage()).split('<details>')[1] ?? '';
const search = () => api.call('GET', 'seminar/?name=a', { token: user.token });
/** Once the PING is answered, the API was told. */
const forget = () => api.redis.use(async (redis) => [await redis.flushall(), await redis.ping()]);
const list = () => api.call('GET', 'seminar/', { token: user.token });

test('a request is listed with its status, its SQL and the time of each', async () => {
  await api.call('GET', 'user/me/?why=%3Cb%3E', { token: user.token });
  const entry = await newest();
  expect(entry).toContain('<b>GET</b> /api/v1/user/me/?why=%3Cb%3E');
  expect(entry).toMatch(/>200</);
  expect(entry).toMatch(/\d+ SQL statements in \d+\.\d ms/);
  expect(entry).toMatch(/<pre>SELECT [^<]+FROM [^<]+User/);
});

test('a write shows its transaction from beginning to end', async () => {
  const json = { name: '<i>Seminar</i>', capacity: 10, count: 5, time: '14:30' };
  await api.call('POST', 'seminar/', { token: user.token, json });
  const statements = [...(await newest()).matchAll(/<pre>(\w+)/g)].map(([, word]) => word);
  expect(statements).toEqual(expect.arrayContaining(['BEGIN', 'INSERT', 'COMMIT']));
  expect(await newest()).toContain('&#34;&#60;i&#62;Seminar&#60;/i&#62;&#34;');
});

test('requests at the same time keep their queries apart', async () => {
  await Promise.all([
    api.call('GET', '/'),
    ...Array.from('abcde', (name) => api.call('GET', `seminar/?name=${name}`, { token: user.token })),
    api.call('GET', 'user/me/'),
  ]);
  const entries = (await readPage()).split('<details>').slice(1, 8);
  const silent = entries
    .filter((entry) => entry.includes('No SQL'))
    .map((entry) => /<\/b> (\S+)</.exec(entry)?.[1]);
  expect(silent.sort()).toEqual(['/', '/api/v1/user/me/']);
});

test('no token and no password is shown, hashed or not', async () => {
  await api.call('PUT', 'user/login/', { json: { username: user.username, password: 'correct horse' } });
  await forget();
  await list();
  const page = await readPage();
  expect(page).toContain('‹secret›');
  for (const secret of [user.token, 'correct horse', 'scrypt$', 'scrypt&#36;'])
    expect(page).not.toContain(secret);
});

test('an answer says where its time went', async () => {
  const { headers } = await list();
  expect(headers.get('Server-Timing')).toMatch(
    /^total;dur=\d+\.\d, sql;desc="\d+ (query|queries)";dur=\d+\.\d/,
  );
});

test('a list shows what it asked of the cache: key, hit or miss, time to live', async () => {
  await forget();
  await list();
  const miss = await newest();
  await list();
  const hit = await newest();
  for (const [entry, outcome, sql] of [
    [miss, 'miss', /2 SQL statements/],
    [hit, 'hit', /No SQL/],
  ] as const) {
    expect(entry).toMatch(
      new RegExp(`<code>seminar-list:default</code></td>\\s*<td>.*${outcome}</span>\\s*</td>\\s*<td>60 s`),
    );
    expect(entry).toMatch(sql);
  }
  const { headers } = await list();
  expect(headers.get('Server-Timing')).toMatch(/cache;desc="hit";dur=/);
});

test('only the last 50 requests are kept', async () => {
  for (let count = 0; count < 51; count++) await api.call('GET', '/');
  expect((await readPage()).split('<details>')).toHaveLength(51);
});

describe('for somebody else it does not exist:', () => {
  test.each([
    ['another name', { host: 'rebound.example.com' }],
    ['another machine behind the proxy', { host: 'localhost', 'x-forwarded-for': '192.0.2.1' }],
  ])('%s', async (_title, headers) => {
    expect(await getThroughHost(api.port, '/__debug__/', headers)).toMatchObject({ status: 404 });
  });

  test('this machine through its own proxy may look', async () => {
    const headers = { host: 'localhost:8000', 'x-forwarded-for': '127.0.0.1' };
    expect(await getThroughHost(api.port, '/__debug__/', headers)).toMatchObject({ status: 200 });
  });

  test.each([{}, { NODE_ENV: 'test' }])(
    'with %j it is not there, nor are the timings',
    async (environment) => {
      const other = await TestApi.start({ environment });
      const { status } = await other.call('GET', '/__debug__/');
      const { headers } = await other.call('GET', '/');
      await other.stop();
      expect([status, headers.get('Server-Timing')]).toEqual([404, null]);
    },
  );
});

const executablePath = findOnPath('chromium');
describeWhere(executablePath !== undefined, 'chromium', 'in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  test('a request unfolds to its SQL, without an error of the content policy', async () => {
    await search();
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${api.port}/__debug__/`);
    expect(await page.locator('pre').first().isVisible()).toBe(false);
    await page.locator('summary').first().click();
    expect(await page.locator('pre').first().isVisible()).toBe(true);
    const radius = await page.evaluate('getComputedStyle(document.querySelector("main")).borderRadius');
    expect([radius, complaints]).toEqual(['8px', []]);
  });
});
