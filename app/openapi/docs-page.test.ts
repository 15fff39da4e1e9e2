import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

import { httpPaths } from '../../contract';
import { browserPath, DocsSite, type Received } from '../../test/helpers/docs-site';
import { isOnPath, isRootOnLinux } from '../../test/helpers/machine';
import { describeWhere } from '../../test/helpers/when-available';

const setUpTimeoutMs = 180_000;

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap') && browserPath !== undefined,
  'root on Linux with mmdebstrap and chromium',
  'the page at /docs/ in a browser',
  () => {
    let site: DocsSite;
    let page: Page;
    beforeAll(async () => {
      site = await DocsSite.start();
      page = await site.open(httpPaths.docs);
      await page.getByText('Not signed in').waitFor();
    }, setUpTimeoutMs);
    afterAll(() => site?.stop());

    const call = (id: string) => page.locator(`.opblock[id$="-${id}"]`);

    test('names the API, its release and its groups', async () => {
      expect(await page.title()).toBe('waffle-backend API');
      expect(await page.locator('.info .version').first().innerText()).toContain(site.release.id);
      expect(await page.locator('.opblock-tag').allInnerTexts()).toEqual([
        expect.stringContaining('Users'),
        expect.stringContaining('Sign-in by JWT'),
        expect.stringContaining('Seminars'),
        expect.stringContaining('Todos'),
        expect.stringContaining('Diaries'),
        expect.stringContaining('Follows'),
        expect.stringContaining('Calendar'),
        expect.stringContaining('Schools'),
        expect.stringContaining('Friends'),
        expect.stringContaining('Courses'),
        expect.stringContaining('Timetables'),
        expect.stringContaining('Boards'),
        expect.stringContaining('Posts'),
        expect.stringContaining('Tags'),
        expect.stringContaining('Comments'),
        expect.stringContaining('Reactions'),
        expect.stringContaining('Reports'),
        expect.stringContaining('Media'),
        expect.stringContaining('Service'),
      ]);
    });

    test('refuses a call before one signs in', async () => {
      expect(await execute(call('showMe'))).toMatchObject({ status: '401' });
    });

    test('signs in with a sign-up, and out again', async () => {
      const signUp = { username: 'ada', password: 'secret', email: 'ada@example.com', role: 'instructor' };
      expect(await execute(call('signUp'), signUp)).toMatchObject({ status: '201' });
      expect(await page.getByRole('status').innerText()).toContain('Signed in as ada');
      const me = await execute(call('showMe'));
      expect(me).toMatchObject({ status: '200', body: expect.stringContaining('"username": "ada"') });
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      expect(await execute(call('showMe'))).toMatchObject({ status: '401' });
    });

    test('signs in with a login, and calls with a body', async () => {
      expect(await execute(call('logIn'), { username: 'ada', password: 'secret' })).toMatchObject({
        status: '200',
      });
      const seminar = { name: 'Backend', capacity: 20, count: 6, time: '14:30' };
      const created = await execute(call('createSeminar'), seminar);
      expect(created).toMatchObject({ status: '201', body: expect.stringContaining('"name": "Backend"') });
    });

    test('keeps the token nowhere', async () => {
      const stored = await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])');
      expect(stored).toBe('[{},{},""]');
    });

    test('asks no other host and has nothing to complain of', () => {
      // The two calls without a token.
      const refusals = site.complaints.filter((text) => text.includes('401'));
      expect(refusals).toHaveLength(2);
      expect(site.complaints).toEqual(refusals);
      expect(site.foreignRequests).toEqual([]);
    });

    describe('without Nginx before the process', () => {
      test.each([
        ['/docs/', {}],
        ['/docs/', { 'accept-encoding': 'gzip' }],
        ['/docs/docs.css', { 'accept-encoding': 'gzip' }],
        ['/docs/docs.js', { 'accept-encoding': 'gzip' }],
        ['/docs/openapi.json', {}],
        ['/docs/openapi.json', { 'accept-encoding': 'gzip' }],
        ['/docs/swagger-ui/swagger-ui-bundle.js', { 'accept-encoding': 'gzip' }],
        ['/docs/swagger-ui/swagger-ui.css', {}],
        ['/docs/swagger-ui/LICENSE', { 'accept-encoding': 'gzip' }],
        ['/static/favicon.svg', { 'accept-encoding': 'gzip' }],
        ['/static/robots.txt', {}],
        ['/static/robots.txt', { range: 'bytes=0-3' }],
        ['/docs', {}],
        ['/favicon.ico', {}],
        ['/docs/absent.js', {}],
        ['/static/absent.txt', {}],
        ['/api/v1/user/me/', {}],
        ['/', { host: 'evil.example.com' }],
      ])('%s is the same, asked with %j', async (path, headers) => {
        const [behindNginx, bare] = await site.ask(path, { headers });
        expect(comparable(bare)).toEqual(comparable(behindNginx));
      });

      test.each(['HEAD', 'POST', 'DELETE'])('%s is the same', async (method) => {
        const [behindNginx, bare] = await site.ask('/docs/', { method });
        expect(comparable(bare)).toEqual(comparable(behindNginx));
      });

      test.each(['/static/%2e%2e/manifest.json', '/docs/..%2f..%2fmanifest.json', '/docs/swagger-ui/'])(
        '%s leads nowhere',
        async (path) => {
          const [, { status, body }] = await site.ask(path);
          expect([status, body.toString()]).toEqual([404, '{"detail":"Not found."}']);
        },
      );

      test('what a client has from the one is known to the other', async () => {
        const [{ headers }] = await site.ask('/static/favicon.svg', {
          headers: { 'accept-encoding': 'gzip' },
        });
        const seen = [{ 'if-none-match': headers.etag }, { 'if-modified-since': headers['last-modified'] }];
        for (const asked of seen) {
          const answers = await site.ask('/static/favicon.svg', { headers: { ...asked } });
          expect(answers.map(({ status }) => status)).toEqual([304, 304]);
        }
      });

      test('the page works, and has nothing to complain of', async () => {
        const before = site.complaints.length;
        const own = await site.open(httpPaths.docs, site.bareOrigin);
        await own.getByText('Not signed in').waitFor();
        expect(await own.locator('.info .version').first().innerText()).toContain(site.release.id);
        expect([site.complaints.slice(before), site.foreignRequests]).toEqual([[], []]);
      });
    });
  },
);

/** Opens a call if need be, sends it and reads what the page shows of the answer. */
async function execute(call: Locator, json?: unknown): Promise<{ status: string; body: string }> {
  if (!(await call.locator('.opblock-body').isVisible()))
    await call.locator('.opblock-summary-control').click();
  if (json !== undefined) await call.locator('textarea.body-param__text').fill(JSON.stringify(json));
  const answered = call.page().waitForResponse((response) => response.url().includes(httpPaths.api));
  await call.getByRole('button', { name: 'Execute' }).click();
  await answered;
  const answer = call.locator('.live-responses-table .response');
  await answer.locator('.response-col_status').waitFor();
  return {
    status: (await answer.locator('.response-col_status').innerText()).trim(),
    body: await answer.locator('.response-col_description').innerText(),
  };
}

/** What both have to agree on. Nginx has a page of its own for what it refuses, where the API has its JSON. */
function comparable({ status = 0, headers, body }: Received) {
  const { etag, 'content-type': type = '', 'content-encoding': encoding } = headers;
  const kept = [
    ...['cache-control', 'content-security-policy', 'content-range', 'last-modified'],
    ...['strict-transport-security', 'x-content-type-options', 'x-frame-options', 'referrer-policy'],
  ];
  return {
    status,
    ...Object.fromEntries(kept.map((name) => [name, headers[name]])),
    location: headers.location?.replace(/^https:\/\/[^/]+/, ''),
    // Weak or strong, it is the same one.
    etag: etag?.replace(/^W\//, ''),
    encoding,
    ...(status < 300 && {
      // Of what is never compressed Nginx does not say it.
      vary: encoding && headers.vary,
      // RFC 9239 has given scripts a new name.
      type: type.replace('application/javascript', 'text/javascript').replace(/; charset=utf-8$/, ''),
      text: (encoding === 'gzip' ? gunzipSync(body) : body).toString(),
    }),
  };
}
