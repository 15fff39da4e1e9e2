import { unlink } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import express from 'express';
import { pino } from 'pino';

import { allowedHosts } from '../app/http/allowed-hosts';
import { errorMiddleware } from '../app/http/error-middleware';
import { ReadyBody } from '../app/http/ready-body';
import { securityHeaders } from '../app/front/security-headers';
import { pictureHeaders } from '../app/features/media/media-headers';
import { httpPaths, instance } from '../contract';
import { addresses } from '../rehearsal/addresses';
import { eventually } from './helpers/eventually';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { NginxServer } from './helpers/nginx-server';
import { describeWhere } from './helpers/when-available';

/** Long enough for Nginx to compress it. */
const list = Buffer.from(JSON.stringify(Array.from({ length: 50 }, (_, id) => ({ id, name: 'Seminar' }))));
const ready = new ReadyBody(list);

const setUpTimeoutMs = 180_000;
const host = 'api.example.com';
const mebibyte = 1024 ** 2;

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Buffer;
}

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'Nginx with the files of deployment/nginx',
  () => {
    let nginx: NginxServer;
    let checked: string;

    beforeAll(async () => {
      nginx = await NginxServer.prepare();
      checked = await nginx.check();
      await nginx.start();
    }, setUpTimeoutMs);
    afterAll(() => nginx?.stop());

    const overHttp = (path: string, options: RequestOptions = {}) =>
      exchange(httpRequest, { socketPath: nginx.sockets.http, path, headers: { host }, ...options });
    const overHttps = (path: string, options: RequestOptions = {}, body?: Buffer) =>
      exchange(
        httpsRequest as typeof httpRequest,
        { socketPath: nginx.sockets.https, path, headers: { host }, ...trustAnyone, ...options },
        body,
      );
    const handshake = (options: ConnectionOptions) =>
      new Promise<TLSSocket>((resolve, reject) => {
        const socket = connectTls({
          path: nginx.sockets.https,
          servername: host,
          ...trustAnyone,
          ...options,
        });
        socket.once('secureConnect', () => resolve(socket)).once('error', reject);
      });

    test('the files pass nginx -t without a warning', () => {
      expect(checked).toContain('test is successful');
      expect(checked).not.toMatch(/\[(warn|error|emerg)\]/);
    });

    test('HTTP is led to HTTPS with name, path and query', async () => {
      const answer = await overHttp('/api/v1/seminar/?order=earliest');
      expect(answer.status).toBe(301);
      expect(answer.headers.location).toBe(`https://${host}/api/v1/seminar/?order=earliest`);
    });

    test('the proof for the certificate authority is served over HTTP', async () => {
      const answer = await overHttp('/.well-known/acme-challenge/token');
      expect(answer).toMatchObject({ status: 200, text: 'proof\n' });
    });

    test.each([
      ['/static/page.txt', 200],
      ['/static/absent.txt', 404],
      ['/docs/', 200],
      ['/docs/absent.js', 404],
      ['/api/v1/', 200],
      ['/healthz', 404],
    ])('%s has the security headers', async (path, status) => {
      expect(await overHttps(path)).toMatchObject({
        status,
        headers: {
          'strict-transport-security': 'max-age=15768000',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
        },
      });
    });

    test('static files come from disk, for an hour', async () => {
      const before = nginx.seen.length;
      const answer = await overHttps(`${httpPaths.static}page.txt`);
      expect(answer).toMatchObject({ status: 200, text: 'from disk\n' });
      expect(answer.headers['cache-control']).toBe('max-age=3600');
      expect(nginx.seen).toHaveLength(before);
    });

    test('the page about the calls comes from disk, and is asked for anew each time', async () => {
      const before = nginx.seen.length;
      const page = await overHttps(httpPaths.docs);
      expect(page).toMatchObject({ status: 200, text: expect.stringContaining('docs.js') });
      expect(page.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
      });
      const headers = { host, 'if-none-match': page.headers.etag };
      expect((await overHttps(httpPaths.docs, { headers })).status).toBe(304);
      expect(nginx.seen).toHaveLength(before);
    });

    test('the page about the calls may load and ask its own host only, and run no inline script', async () => {
      const policy = String((await overHttps(httpPaths.docs)).headers['content-security-policy']);
      const sources = Object.fromEntries(policy.split('; ').map((part) => part.split(/ (.*)/).slice(0, 2)));
      expect(sources).toMatchObject({
        'default-src': "'none'",
        'script-src': "'self'",
        'connect-src': "'self'",
        'frame-ancestors': "'none'",
      });
    });

    test('the page about the calls is found without its slash', async () => {
      expect(await overHttps('/docs')).toMatchObject({ status: 301, headers: { location: '/docs/' } });
    });

    test.each([
      '/static/../manifest.json',
      '/static/%2e%2e/manifest.json',
      '/static../manifest.json',
      '/docs/../../manifest.json',
      '/docs../manifest.json',
    ])('%s does not leave the static folder', async (path) => {
      expect((await overHttps(path)).text).not.toContain('not for clients');
    });

    const picture = '/media/' + '0123456789abcdef'.repeat(2);

    test('an uploaded picture comes from disk, for ever, and may do nothing', async () => {
      const before = nginx.seen.length;
      const { status, text, headers } = await overHttps(`${picture}.jpg`);
      expect([status, text]).toEqual([200, 'a picture']);
      expect(headers).toMatchObject({
        'content-type': 'image/jpeg',
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
        'strict-transport-security': 'max-age=15768000',
      });
      expect(nginx.seen).toHaveLength(before);
      expect(await accessLog()).not.toContain(picture);
    });

    test.each([
      ['a link that leads out', `${picture}.png`],
      ['what the application does not write', `${picture}.html`],
      ['what is not finished', `/media/.${'0123456789abcdef'.repeat(2)}.sent`],
      ['another name', '/media/0.jpg'],
      ['the folder', '/media/'],
    ])('of pictures there is nothing else: %s', async (_, path) => {
      const { status, text, headers } = await overHttps(path);
      expect([403, 404]).toContain(status);
      expect(text).not.toMatch(/not for clients|picture/);
      expect(headers['cache-control']).toBeUndefined();
    });

    test('one that is not on this disk is the application’s to show', async () => {
      const path = `/media/${'f'.repeat(32)}.webp`;
      const usual = nginx.application;
      nginx.application = (_request, response) =>
        response.writeHead(200, { ...securityHeaders, ...pictureHeaders }).end('from a bucket');
      const { status, text, headers } = await overHttps(path);
      nginx.application = usual;
      expect([status, text]).toEqual([200, 'from a bucket']);
      expect(nginx.seen.at(-1)).toMatchObject({ method: 'GET', url: path, headers: { host } });
      expect(headers).toMatchObject({
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
        'strict-transport-security': 'max-age=15768000',
      });
      expect(await accessLog()).not.toContain(path);
    });

    test.each(['POST', 'PUT', 'DELETE'])('a picture takes no %s', async (method) => {
      const before = nginx.seen.length;
      expect((await overHttps(`${picture}.jpg`, { method })).status).toBe(405);
      expect(nginx.seen).toHaveLength(before);
    });

    test.each([
      ['POST /api/v1/media/', 5.5, 200],
      ['POST /api/v1/media/', 6.1, 413],
      ['POST /api/v1/media/1/', 5.5, 413],
    ])('%s takes %f MiB: %i', async (call, mebibytes, status) => {
      const [method, path = ''] = call.split(' ');
      const body = Buffer.alloc(Math.floor(mebibytes * mebibyte));
      const headers = { host, 'content-length': body.length };
      expect((await overHttps(path, { method, headers }, body)).status).toBe(status);
    });

    test.each([httpPaths.liveness, httpPaths.readiness, httpPaths.metrics, `${httpPaths.metrics}?a=b`])(
      '%s is hidden from outside',
      async (path) => {
        const before = nginx.seen.length;
        expect((await overHttps(path)).status).toBe(404);
        expect(nginx.seen).toHaveLength(before);
      },
    );

    test('while writes are held they are refused as the application would, and reads go on', async () => {
      await nginx.whileThere(instance.writesHeldFile, async () => {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          const answer = await overHttps('/api/v1/todos/', { method });
          expect(answer).toMatchObject({
            status: 503,
            headers: { 'retry-after': '5', 'strict-transport-security': 'max-age=15768000' },
          });
          expect(JSON.parse(answer.text)).toEqual({ detail: expect.any(String) });
        }
        for (const path of ['/api/v1/', '/docs/']) expect((await overHttps(path)).status).toBe(200);
      });
      expect((await overHttps('/api/v1/todos/', { method: 'POST' })).status).toBe(200);
    });

    test('while it moves every request is handed on, but for what is held', async () => {
      await nginx.whileThere(instance.forwardsFile, async () => {
        for (const path of ['/api/v1/', '/static/page.txt', '/docs/', `${picture}.jpg`, '/readyz'])
          expect(await overHttps(path)).toMatchObject({ status: 200, text: 'handed on' });
        const post = () => overHttps('/api/v1/todos/', { method: 'POST' });
        expect(await nginx.whileThere(instance.writesHeldFile, post)).toMatchObject({ status: 503 });
        expect(await post()).toMatchObject({ text: 'handed on' });
      });
    });

    test('the application learns who asked, for what name and how', async () => {
      await overHttps('/api/v1/user/me/?who=me', {
        headers: { host: `${host}:443`, authorization: 'Token abc' },
      });
      expect(nginx.seen.at(-1)).toMatchObject({
        method: 'GET',
        url: '/api/v1/user/me/?who=me',
        headers: {
          host,
          authorization: 'Token abc',
          'x-forwarded-for': addresses.standIns,
          'x-forwarded-proto': 'https',
        },
      });
    });

    test('a client cannot forge who it is', async () => {
      const forged = { host, 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'http' };
      await overHttps('/api/v1/', { headers: forged });
      expect(nginx.seen.at(-1)?.headers).toMatchObject({
        'x-forwarded-for': addresses.standIns,
        'x-forwarded-proto': 'https',
      });
    });

    test.each([
      ['as it is', 'identity', () => ready, undefined],
      ['compressed by the application', 'gzip', () => ready, 'gzip'],
      ['compressed by Nginx, the application being about to', 'gzip', () => new ReadyBody(list), 'gzip'],
    ])('a list arrives %s, once, and varies once', async (_how, accepted, body, encoding) => {
      nginx.application = (request, response) => body().send(request, response, 'hit');
      const answer = await overHttps('/list', { headers: { host, 'accept-encoding': accepted } });
      const { vary, ...headers } = answer.headers;
      expect([answer.status, headers['content-encoding'], vary]).toEqual([200, encoding, 'Accept-Encoding']);
      expect(encoding === undefined ? answer.body : gunzipSync(answer.body)).toEqual(list);
    });

    test('a list that the client has is not sent again', async () => {
      nginx.application = (request, response) => ready.send(request, response, 'hit');
      const { etag } = (await overHttps('/list')).headers;
      const headers = { host, 'accept-encoding': 'gzip', 'if-none-match': etag };
      const { status, body, headers: received } = await overHttps('/list', { headers });
      expect([status, body.length, received.etag, received.vary]).toEqual([304, 0, etag, 'Accept-Encoding']);
      expect(received).not.toHaveProperty('content-encoding');
    });

    test.each([
      [mebibyte, 200],
      [mebibyte + 1, 413],
    ])('a body of %i bytes is answered %i', async (bytes, status) => {
      const headers = { host, 'content-length': bytes };
      expect((await overHttps('/api/v1/', { method: 'POST', headers }, Buffer.alloc(bytes))).status).toBe(
        status,
      );
    });

    test('HTTP/2 is negotiated and reaches the application', async () => {
      const socket = await handshake({ ALPNProtocols: ['h2', 'http/1.1'] });
      expect(socket.alpnProtocol).toBe('h2');
      const session = connectHttp2(`https://${host}`, { createConnection: () => socket });
      const stream = session.request({ ':path': '/api/v1/' });
      const status = await new Promise((resolve, reject) => {
        stream
          .once('response', (headers) => resolve(headers[':status']))
          .once('error', reject)
          .end();
      });
      session.destroy();
      expect(status).toBe(200);
    });

    test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s is spoken', async (version) => {
      const socket = await handshake({ minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
      socket.destroy();
    });

    test('TLS 1.1 is refused', async () => {
      const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
      await expect(handshake(old)).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
    });

    test('the Server header has no version', async () => {
      expect((await overHttps('/api/v1/')).headers.server).toBe('nginx');
      expect((await overHttp('/')).headers.server).toBe('nginx');
    });

    test('a request has one id: in the application, in the answer and in the log', async () => {
      const forged = { host, 'x-request-id': 'f'.repeat(32) };
      const { headers } = await overHttps('/api/v1/seminar/', { headers: forged });
      const id = nginx.seen.at(-1)?.headers['x-request-id'];
      expect(id).toMatch(/^(?!f{32})[0-9a-f]{32}$/);
      expect(headers['x-request-id']).toBe(id);
      const line = await lastLogLine();
      expect(line).toMatchObject({
        request_id: id,
        path: '/api/v1/seminar/',
        status: 200,
        upstream_status: '200',
      });
    });

    test('the answer of the application to a foreign name is a refusal', async () => {
      nginx.application = express().use(allowedHosts([host]), errorMiddleware(pino({ level: 'silent' })));
      const statusOf = async (name: string) =>
        (await overHttps('/api/v1/', { headers: { host: name } })).status;
      expect(await statusOf('evil.example.com')).toBe(400);
      expect(await statusOf(`${host}.evil.example.com`)).toBe(400);
      expect(await statusOf(host)).toBe(404);
    });

    test('the logs have no address, id, query string, referrer or credential, not even of a failure', async () => {
      nginx.application = (_request, response) => response.destroy();
      await unlink(nginx.applicationSocket);
      const headers = { host, authorization: 'Token private', referer: 'https://example.com/private' };
      const answer = await overHttps('/api/v1/user/4711/?name=private', { headers });
      expect(answer.status).toBe(502);
      expect(await lastLogLine()).toMatchObject({
        path: '/api/v1/user/:id/',
        upstream_status: expect.stringMatching(/^502/),
      });
      const logs = await Promise.all([accessLog(), nginx.readFile('var/log/nginx/error.log')]);
      for (const log of logs) expect(log).not.toMatch(/private|4711|\d+\.\d+\.\d+\.\d+/);
    });

    test.each([
      '/api/v1/todos/4711/',
      '/api/todos/4711/',
      '/api/todo/4711/',
      '/api/v1/posts/4711/comments/',
      '/api/v1/timetables/4711/courses/4711/',
    ])('the log has %s without its id', async (path) => {
      await overHttps(path, { headers: { host } });
      const logged = { path: path.replaceAll('4711', ':id') };
      // Nginx writes the line once it has answered.
      await eventually(async () => expect(await lastLogLine()).toMatchObject(logged));
    });

    const accessLog = () => nginx.readFile('var/log/nginx/access.log');
    const lastLogLine = async () =>
      JSON.parse((await accessLog()).trim().split('\n').at(-1) ?? '') as unknown;
  },
);

/** The certificate is self-signed; the tests are about the rest. */
const trustAnyone = { rejectUnauthorized: false };

function exchange(request: typeof httpRequest, options: RequestOptions, body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, agent: false, timeout: 10_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode, headers: response.headers, text: body.toString(), body });
      });
    });
    sent
      .once('timeout', () => sent.destroy(new Error('no answer within 10 s')))
      .once('error', reject)
      .end(body);
  });
}
