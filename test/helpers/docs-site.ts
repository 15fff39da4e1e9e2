import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Browser, chromium, type Page } from 'playwright-core';

import { type BuiltRelease, buildRelease } from '../../bin/release/build-release';
import { hostNames } from '../../rehearsal/addresses';
import { findOnPath } from './machine';
import { NginxServer } from './nginx-server';
import { TestApi } from './test-api';

const host = hostNames.api;

/** Debian's, or the one that machines with Ubuntu have. */
export const browserPath = findOnPath('chromium') ?? findOnPath('google-chrome');

/** The whole site: this project's release behind Nginx, the API with its database, and a browser that knows no other host. */
export class DocsSite {
  /** What a page requested from another origin, and what it complained of in its console. */
  readonly foreignRequests: string[] = [];
  readonly complaints: string[] = [];

  private constructor(
    readonly origin: string,
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
    await nginx.start(async (socket) => {
      const environment = { LISTEN_SOCKET: socket, ALLOWED_HOSTS: host };
      const api = await TestApi.start({ environment });
      return () => api.stop();
    });
    const relay = await relayTo(nginx.sockets.https);
    const { port } = relay.address() as AddressInfo;
    const stops = [
      () => relay.close(),
      () => nginx.stop(),
      () => rm(outputDirectory, { recursive: true, force: true }),
    ];
    return new DocsSite(`https://${host}:${port}`, manifest, await launchBrowser(), stops);
  }

  async open(path: string): Promise<Page> {
    const page = await this.browser.newPage({
      ignoreHTTPSErrors: true,
      viewport: { width: 1280, height: 900 },
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${this.origin}/`)) this.foreignRequests.push(request.url());
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    await page.goto(`${this.origin}${path}`);
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    for (const stop of this.stops) await stop();
  }
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
