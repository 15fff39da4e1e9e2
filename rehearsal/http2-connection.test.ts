import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { constants, createSecureServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { makeCertificate } from '../test/helpers/mysql-server';
import { makeTemporaryDirectory } from '../test/helpers/temporary-directory';
import { hostNames } from './addresses';
import { type LoadOptions, startLoad } from './load';

const directory = makeTemporaryDirectory(tmpdir());
makeCertificate(directory, `DNS:${hostNames.api}`);
afterAll(() => rmSync(directory, { recursive: true }));

let stop: (() => void) | undefined;
afterEach(() => stop?.());

interface Exchange {
  readonly stream: ServerHttp2Stream;
  readonly session: ServerHttp2Session;
  /** Of all requests, from 0. */
  readonly number: number;
  /** How many the connection carried before. */
  readonly before: number;
}

/** A server of HTTP/2, and of HTTP/1.1 for the clients that speak it. */
async function serve(answer: (exchange: Exchange) => unknown) {
  const [key, cert] = ['key.pem', 'certificate.pem'].map((name) =>
    readFileSync(path.join(directory, name), 'utf8'),
  );
  const sessions = new Map<ServerHttp2Session, number>();
  let streams = 0;
  const server = createSecureServer({ key, cert, allowHTTP1: true } as { key: string; cert: string });
  server.on('session', (session) =>
    sessions.set(
      session.on('error', () => undefined),
      0,
    ),
  );
  server.on('stream', (stream) => {
    const session = stream.session as ServerHttp2Session;
    const before = sessions.get(session) ?? 0;
    sessions.set(session, before + 1);
    const exchange = { stream, session, before, number: streams++ };
    stream
      .on('error', () => undefined)
      .resume()
      .once('end', () => void answer(exchange));
  });
  server.on('request', (request, response) => void (request.httpVersion === '1.1' && response.end('{}')));
  const httpsSocket = path.join(directory, 'https.sock');
  await once(server.listen(httpsSocket), 'listening');
  stop = () => {
    for (const session of sessions.keys()) session.destroy();
    server.close();
  };
  return { httpsSocket, rootCertificate: cert ?? '', sessions, streams: () => streams };
}

const ok = ({ stream }: Exchange) => {
  // It went with its connection, which another request had destroyed.
  if (stream.destroyed) return;
  stream.respond({ ':status': 200 });
  stream.end('{}');
};
const write: LoadOptions['ask'] = () => ({ method: 'POST', path: '/', body: {} });
const read: LoadOptions['ask'] = () => ({ method: 'GET', path: '/' });

async function loadOn(server: Awaited<ReturnType<typeof serve>>, ask: LoadOptions['ask']) {
  const load = startLoad({ ...server, ask, http2Clients: 2, requestsPerSecond: 100, maxSeconds: 1 });
  await sleep(1100);
  return load.stop();
}

test('two clients keep one connection each for all that they ask', async () => {
  const server = await serve(ok);
  expect(await loadOn(server, write)).toMatchObject({
    failures: [],
    retried: 0,
    answersByStatus: { '2xx': 100 },
  });
  expect(server.sessions.size).toBe(2);
  expect(server.streams()).toBeGreaterThan(20);
});

test('nobody notices a server that says goodbye in order', async () => {
  let connections = 0;
  // What a busy machine asks for late and all at once goes over few of them: then once more.
  for (let attempt = 0; attempt < 3 && connections <= 4; attempt++) {
    if (attempt > 0) stop?.();
    const server = await serve(({ session, number, ...exchange }) => {
      ok({ session, number, ...exchange });
      if (number % 5 === 4) session.close();
    });
    expect(await loadOn(server, write)).toMatchObject({ failures: [], answersByStatus: { '2xx': 100 } });
    connections = server.sessions.size;
  }
  expect(connections).toBeGreaterThan(4);
});

test('a write that the server has refused to begin is sent again, and counted', async () => {
  const server = await serve((exchange) =>
    exchange.number === 3 ? exchange.stream.close(constants.NGHTTP2_REFUSED_STREAM) : ok(exchange),
  );
  expect(await loadOn(server, write)).toMatchObject({ failures: [], retried: 1 });
});

test('a write that is cut off has failed', async () => {
  const server = await serve((exchange) =>
    exchange.number === 3 ? exchange.session.destroy() : ok(exchange),
  );
  const { failures } = await loadOn(server, write);
  expect(failures.length).toBeGreaterThanOrEqual(1);
  expect(failures[0]).toMatchObject({ method: 'POST', retried: false });
});

test('a read that is cut off without an answer is sent again', async () => {
  const server = await serve((exchange) =>
    exchange.before === 3 ? exchange.session.destroy() : ok(exchange),
  );
  const { failures, retried } = await loadOn(server, read);
  expect(failures).toEqual([]);
  expect(retried).toBeGreaterThanOrEqual(1);
});

test('a request that is never answered has failed in its time', async () => {
  const server = await serve((exchange) => (exchange.number === 3 ? undefined : ok(exchange)));
  const load = startLoad({ ...server, ask: write, http2Clients: 2, maxSeconds: 1, timeoutMs: 500 });
  await sleep(1600);
  const { failures } = await load.stop();
  expect(failures.map(({ what }) => what)).toEqual(['no answer within 500 ms']);
});
