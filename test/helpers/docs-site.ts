import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { type Browser, chromium, type Page } from 'playwright-core';

import { type BuiltRelease, buildRelease } from '../../bin/release/build-release';
import { hostNames } from '../../rehearsal/addresses';
import { findOnPath } from './machine';
import { NginxServer } from './nginx-server';
import { TestApi } from './test-api';

const host = hostNames.api;

/** Debian's, or the one that machines with Ubuntu have. */
export const browserPath = findOnPath('chromium') ?? findOnPath('google-chrome');

/**
 * The whole site: this project's release behind Nginx, the API with its database, and a browser that knows no other host. Beside it the
 * same with a process that has no Nginx before it.
 */
export class DocsSite {
  /** What a page requested from another origin, and what it complained of in its console. */
  readonly foreignRequests: string[] = [];
  readonly complaints: string[] = [];

  private constructor(
    readonly origin: string,
    /** Of the process without Nginx. */
    readonly bareOrigin: string,
    readonly release: BuiltRelease['manifest'],
    private readonly browser: Browser,
    private readonly stops: readonly (() => unknown)[],
  ) {}

  static async start(): Promise<DocsSite> {
    const outputDirectory = await mkdtemp(join(tmpdir(), 'waffle-docs-'));
    const { archiveFile, manifest } = await buildRelease({
      rootDirectory: join(__dirname, '../..'),
      outputDirectory,
    });
    const nginx = await NginxServer.prepare(archiveFile);
    let bare: TestApi | undefined;
    await nginx.start(async (socket) => {
      const allowed = { ALLOWED_HOSTS: host };
      const api = await TestApi.start({ environment: { LISTEN_SOCKET: socket, ...allowed } });
      const files = { STATIC_DIRECTORY: nginx.staticDirectory };
      bare = await TestApi.start({ beside: api, environment: { ...files, ...allowed } });
      return () => Promise.all([bare?.stop(), api.stop()]);
    });
    const relay = await relayTo(nginx.sockets.https);
    const { port } = relay.address() as AddressInfo;
    const stops = [
      () => relay.close(),
      () => nginx.stop(),
      () => rm(outputDirectory, { recursive: true, force: true }),
    ];
    const origins = [`https://${host}:${port}`, `http://${host}:${bare?.port}`] as const;
    return new DocsSite(...origins, manifest, await launchBrowser(), stops);
  }

  async open(path: string, origin = this.origin): Promise<Page> {
    const page = await this.browser.newPage({
      ignoreHTTPSErrors: true,
      viewport: { width: 1280, height: 900 },
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/`)) this.foreignRequests.push(request.url());
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    await page.goto(`${origin}${path}`);
    return page;
  }

  /** The same request of both, redirects and encodings left as they are. */
  ask(path: string, options: RequestOptions = {}): Promise<[behindNginx: Received, bare: Received]> {
    return Promise.all([receive(this.origin, path, options), receive(this.bareOrigin, path, options)]);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    for (const stop of this.stops) await stop();
  }
}

export interface Received {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function receive(
  origin: string,
  path: string,
  { headers, ...options }: RequestOptions,
): Promise<Received> {
  const { protocol, port } = new URL(origin);
  const request = protocol === 'https:' ? httpsRequest : httpRequest;
  const sent = request({
    ...{ host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false },
    ...options,
    headers: { host, ...headers },
  }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

/** Only root must do without the sandbox; the pages are our own. Every name but the site's leads nowhere. */
const launchBrowser = () =>
  chromium.launch({
    executablePath: browserPath ?? '',
    chromiumSandbox: process.getuid?.() !== 0,
    args: [`--host-resolver-rules=MAP ${host} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`],
  });

/** A loopback port that leads to a unix socket. */
async function relayTo(socket: string): Promise<Server> {
  const server = createServer((client) => {
    const onward = connect(socket);
    client.on('error', () => onward.destroy());
    onward.on('error', () => client.destroy());
    client.pipe(onward).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
