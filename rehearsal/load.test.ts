import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { makeCertificate } from '../test/helpers/mysql-server';
import { makeTemporaryDirectory } from '../test/helpers/temporary-directory';
import { hostNames } from './addresses';
import { type Asked, connectionOf, idIn, type LoadOptions, startLoad, wrongStatus } from './load';
import { type Exchange, serveHttps } from './testing/serve-https';

const directory = makeTemporaryDirectory(tmpdir());
makeCertificate(directory, `DNS:${hostNames.api}`);
afterAll(() => rmSync(directory, { recursive: true }));

type Server = Awaited<ReturnType<typeof serveHttps>>;
let server: Server | undefined;
afterEach(() => server?.close());

const serve = async (answer: (exchange: Exchange) => unknown): Promise<Server> =>
  (server = await serveHttps(directory, answer));

const ok = ({ response }: Exchange) => response.end('{}');
const read: LoadOptions['ask'] = () => ({ method: 'GET', path: '/' });
const write: LoadOptions['ask'] = () => ({ method: 'POST', path: '/', body: {} });

async function loadFor(ms: number, server: Server, options: Partial<LoadOptions> = {}) {
  const { httpsSocket, rootCertificate } = server;
  const load = startLoad({ httpsSocket, rootCertificate, ask: read, ...options });
  await sleep(ms);
  return load.stop();
}

const reasons = ({ failures }: { failures: readonly { what: string }[] }) => [
  ...new Set(failures.map(({ what }) => what)),
];

describe('a load on a server that is well', () => {
  const ask = (index: number): Asked =>
    index % 4 === 0 ? { method: 'POST', path: '/user/', body: { index }, status: 201 } : read(index);

  test('finds nothing failed, and knows every write', async () => {
    const written: number[] = [];
    const server = await serve(({ request, response, number }) => {
      if (request.method === 'GET') return response.end();
      written.push(number);
      return response.writeHead(201).end(JSON.stringify({ id: number }));
    });
    const result = await loadFor(1000, server, { ask });
    expect(result).toMatchObject({ failures: [], retried: 0, answersByStatus: { '2xx': result.requests } });
    expect(result.requests).toBe(server.arrivedAtMs.length);
    expect(result.acknowledgedWrites.map(({ id }) => id).sort()).toEqual(written.sort());
    expect(written.length).toBe(Math.ceil(result.requests / 4));
  });

  test('keeps six connections and opens new ones for a fifth', async () => {
    let closing = 0;
    const server = await serve((exchange) => {
      if (exchange.request.headers.connection === 'close') closing += 1;
      ok(exchange);
    });
    await loadFor(2000, server, { maxSeconds: 1, requestsPerSecond: 100 });
    const mostUsed = server.carried().sort((a, b) => b - a);
    // Request 0 is one of them, so it is one more than a fifth.
    expect(closing).toBe(21);
    expect(mostUsed.slice(0, 6).reduce((sum, count) => sum + count)).toBeGreaterThan(60);
  });

  test('ends by itself, and counts no silence after that', async () => {
    const server = await serve(ok);
    const { requests, durationMs } = await loadFor(1200, server, { maxSeconds: 0.5 });
    expect(requests).toBe(30);
    expect(durationMs).toBeLessThan(1000);
  });
});

describe('a load shows', () => {
  test('a server that stops for 500 ms, and does not wait with the next request', async () => {
    let resumesAtMs = 0;
    const server = await serve(async ({ response, number }) => {
      if (number === 30) resumesAtMs = performance.now() + 500;
      await sleep(Math.max(0, resumesAtMs - performance.now()));
      response.end();
    });
    const { failures, longestGapMs, slowestMs = 0, p50Ms = 0 } = await loadFor(1500, server);
    const arrivedMeanwhile = server.arrivedAtMs.filter((ms) => ms >= resumesAtMs - 500 && ms < resumesAtMs);
    expect(failures).toEqual([]);
    expect(longestGapMs).toBeGreaterThan(480);
    expect(slowestMs).toBeGreaterThan(480);
    expect(p50Ms).toBeLessThan(300);
    expect(arrivedMeanwhile.length).toBeGreaterThan(15);
  });

  test('answers of 503 for a while, and the gap that they leave', async () => {
    const server = await serve(({ response, number }) =>
      response.writeHead(number >= 10 && number < 40 ? 503 : 200).end(),
    );
    const result = await loadFor(1000, server);
    expect(result.failures).toHaveLength(30);
    expect(reasons(result)).toEqual(['answered 503, expected 2xx']);
    expect(result.answersByStatus).toEqual({ '2xx': result.requests - 30, '5xx': 30 });
    expect(result.longestGapMs).toBeGreaterThan(200);
  });

  test('a server that is slow', async () => {
    const server = await serve(async ({ response }) => {
      await sleep(80);
      response.end();
    });
    const { failures, p50Ms, timeline } = await loadFor(1000, server);
    expect(failures).toEqual([]);
    expect(p50Ms).toBeGreaterThan(75);
    expect(timeline[0]?.p99Ms).toBeGreaterThan(75);
  });

  test('a server that never answers', async () => {
    const result = await loadFor(200, await serve(() => undefined), { timeoutMs: 300 });
    expect(reasons(result)).toEqual(['no answer within 300 ms']);
    expect(result.failures).toHaveLength(result.requests);
    expect(result.answersByStatus).toEqual({});
  });

  test('a server that is gone', async () => {
    const server = await serve(ok);
    server.close();
    expect(reasons(await loadFor(200, server))).toEqual(['ENOENT']);
  });

  test('a certificate of an authority that is not trusted', async () => {
    const elsewhere = makeTemporaryDirectory(directory);
    const rootCertificate = readFileSync(makeCertificate(elsewhere, `DNS:${hostNames.api}`), 'utf8');
    const result = await loadFor(200, await serve(ok), { rootCertificate });
    expect(reasons(result)).toEqual(['DEPTH_ZERO_SELF_SIGNED_CERT']);
    expect(result.failures).toHaveLength(result.requests);
  });
});

describe('a connection that is closed before the answer', () => {
  /** Answers the first three of a connection, and hangs up on the next. */
  const hangUpLater = (exchange: Exchange) =>
    exchange.before === 3 ? exchange.socket.destroy() : ok(exchange);

  test('has a GET over a kept one repeated, which is counted', async () => {
    const server = await serve(hangUpLater);
    const { failures, retried, requests, timeline } = await loadFor(1000, server);
    const hungUp = server.carried().filter((count) => count === 4).length;
    expect(hungUp).toBeGreaterThan(0);
    expect(failures).toEqual([]);
    expect(retried).toBe(hungUp);
    expect(server.arrivedAtMs).toHaveLength(requests + retried);
    expect(timeline.reduce((sum, second) => sum + second.retried, 0)).toBe(retried);
  });

  test('fails a write, which is never repeated', async () => {
    const server = await serve(hangUpLater);
    const { failures, retried, requests, acknowledgedWrites } = await loadFor(1000, server, { ask: write });
    const hungUp = server.carried().filter((count) => count === 4).length;
    expect(failures).toHaveLength(hungUp);
    expect(failures[0]).toMatchObject({ method: 'POST', what: 'ECONNRESET', reusedConnection: true });
    expect({ retried, arrived: server.arrivedAtMs.length }).toEqual({ retried: 0, arrived: requests });
    expect(acknowledgedWrites).toHaveLength(requests - hungUp);
  });

  test('fails a GET over a new one', async () => {
    const server = await serve(({ socket }) => socket.destroy());
    const result = await loadFor(300, server);
    expect(result).toMatchObject({ retried: 0, failures: { length: result.requests } });
    expect(result.failures[0]).toMatchObject({ what: 'ECONNRESET', reusedConnection: false });
  });

  test('fails a GET whose repetition fails too', async () => {
    const server = await serve((exchange) =>
      exchange.number >= 20 ? exchange.socket.destroy() : ok(exchange),
    );
    const { failures, retried } = await loadFor(700, server);
    expect(retried).toBeGreaterThan(0);
    expect(failures.filter((failure) => failure.retried)).toHaveLength(retried);
  });
});

test.each([
  ['in the headers', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":'],
])('an answer cut %s is a failure and not repeated', async (_where, beginning) => {
  const server = await serve((exchange) => {
    if (exchange.before !== 2) return ok(exchange);
    return exchange.socket.write(beginning, () => setTimeout(() => exchange.socket.destroy(), 20));
  });
  const result = await loadFor(700, server);
  expect(result.failures.length).toBeGreaterThan(0);
  expect(reasons(result)).toEqual(['ECONNRESET within the answer']);
  expect(result.retried).toBe(0);
});

test('what ask throws reaches the one who stops', async () => {
  const ask = () => {
    throw new Error('no more questions');
  };
  await expect(loadFor(100, await serve(ok), { ask })).rejects.toThrow('no more questions');
});

test.each([
  ['no request', { requestsPerSecond: 0 }],
  ['requests without end', { maxSeconds: Infinity }],
])('a load of %s is refused', (_what, bounds) => {
  const options = { httpsSocket: '', rootCertificate: '', ask: read };
  expect(() => startLoad({ ...options, ...bounds })).toThrow('A load is of 1 to 60000 requests');
});

test('a second stop gives the same result', async () => {
  const { httpsSocket, rootCertificate } = await serve(ok);
  const load = startLoad({ httpsSocket, rootCertificate, ask: read });
  expect(await load.stop()).toBe(await load.stop());
});

test.each([
  ['any success is right', {}, 204, undefined],
  ['a redirect is wrong', {}, 302, 'answered 302, expected 2xx'],
  ['an expected refusal is right', { status: 404 }, 404, undefined],
  ['a success instead of it is wrong', { status: 404 }, 200, 'answered 200, expected 404'],
])('%s', (_what, asked, status, expected) => {
  expect(wrongStatus(asked, status)).toBe(expected);
});

test.each([
  ['{"id":12}', 12],
  ['{"id":"a"}', 'a'],
  ['{"id":null}', undefined],
  ['[{"id":12}]', undefined],
  ['{"id":', undefined],
  ['', undefined],
])('the id in %s is %s', (text, id) => {
  expect(idIn(text)).toBe(id);
});

test.each([1, 2, 4, 5, 6, 10])('of each %i requests a fifth gets a new connection', (every) => {
  const connections = Array.from({ length: 1000 }, (_, n) => connectionOf(n * every));
  const fresh = connections.filter((connection) => connection === undefined);
  expect(fresh.length).toBeGreaterThan(190);
  expect(fresh.length).toBeLessThan(210);
  expect(new Set(connections)).toEqual(new Set([undefined, 0, 1, 2, 3, 4, 5]));
});
