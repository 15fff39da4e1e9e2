import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import {
  get as getOverHttp,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { get as getOverHttps } from 'node:https';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { addresses, ports } from '../addresses';
import type { Stage } from '../stage/stage';

/** Packages that it has by now. */
export async function sizeOfPackages(
  cacheDirectory: string,
): Promise<{ readonly count: number; readonly bytes: number }> {
  const names = (await readdir(cacheDirectory)).filter((name) => !name.endsWith('.partial'));
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(path.join(cacheDirectory, name))).size),
  );
  return { count: names.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

const npmRegistry = 'https://registry.npmjs.org';

export interface PackageMirrorOptions {
  /** Packages are kept here between rehearsals. */
  readonly cacheDirectory: string;
  /** A planted fault: packages of this name cannot be had. */
  readonly withheld?: string | undefined;
  /** @default HTTP to the host that the address names */
  readonly fetchUrl?: (url: string) => Promise<IncomingMessage>;
}

/**
 * The only way out of the stage: an HTTP proxy for packages of Debian and Ubuntu, and a registry that has npm's packages
 * of Node's program. None of them changes under one name.
 */
export async function startPackageMirror(stage: Stage, options: PackageMirrorOptions): Promise<void> {
  await mkdir(options.cacheDirectory, { recursive: true });
  await stage.serve(
    'packages',
    { address: addresses.standIns, port: ports.packages },
    answerPackages(options),
  );
}

export function answerPackages({
  cacheDirectory,
  withheld,
  fetchUrl = getUrl,
}: PackageMirrorOptions): RequestListener {
  return (request, response) => {
    const url = upstreamOf(request.url ?? '');
    if (url === undefined) return response.writeHead(403).end('packages of Debian, Ubuntu and Node only');
    const file = path.posix.basename(url);
    if (withheld && file.startsWith(`${withheld}_`)) return response.writeHead(404).end();
    const fetched = () => fetchUrl(url);
    const work = /\.(deb|tgz)$/.test(file)
      ? sendCached(cachedFile(url, cacheDirectory), fetched, response)
      : sendFetched(fetched, response);
    return work.catch((error: Error) =>
      response.headersSent ? response.destroy() : response.writeHead(502).end(error.message),
    );
  };
}

/** The address that is asked for, in a proxy's words or a registry's; undefined for one that nobody gets. */
function upstreamOf(url: string): string | undefined {
  if (/^http:\/\/(?:deb\.debian\.org|(?:archive|security|ports)\.ubuntu\.com)\//.test(url)) return url;
  return /^\/node-linux-(x64|arm64)\/-\/node-linux-\1-[\d.]+\.tgz$/.test(url)
    ? `${npmRegistry}${url}`
    : undefined;
}

type Fetch = () => Promise<IncomingMessage>;

const cachedFile = (url: string, cacheDirectory: string) =>
  path.join(
    cacheDirectory,
    `${createHash('sha256').update(url).digest('hex').slice(0, 16)}-${path.posix.basename(url)}`,
  );

async function sendCached(cached: string, fetched: Fetch, response: ServerResponse): Promise<void> {
  if (!(await exists(cached))) {
    const upstream = await fetched();
    if (upstream.statusCode !== 200) return void response.writeHead(upstream.statusCode ?? 502).end();
    const partial = `${cached}.${process.pid}.partial`;
    await pipeline(upstream, createWriteStream(partial)).catch(async (error: unknown) => {
      await rm(partial, { force: true });
      throw error;
    });
    await rename(partial, cached);
  }
  await pipeline(createReadStream(cached), response);
}

async function sendFetched(fetched: Fetch, response: ServerResponse): Promise<void> {
  const upstream = await fetched();
  const { 'content-length': length, 'last-modified': modified } = upstream.headers;
  response.writeHead(upstream.statusCode ?? 502, {
    ...(length && { 'content-length': length }),
    ...(modified && { 'last-modified': modified }),
  });
  await pipeline(upstream, response);
}

const getUrl = (url: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const get = url.startsWith('https:') ? getOverHttps : getOverHttp;
    get(url, resolve).once('error', reject);
  });

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
