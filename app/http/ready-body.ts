import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import type { IncomingMessage, ServerResponse } from 'node:http';

import { cacheHeader } from '../../contract';

const compress = promisify(gzip);

export type CacheOutcome = 'hit' | 'miss';

/** One encoding of a body with the headers that go with it, for a hit and for a miss. */
interface Representation {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<CacheOutcome, string[]>>;
}

/** A JSON body that is sent as it is, many times: its ETag, headers and compressed form are made once. */
export class ReadyBody {
  readonly #etag: string;
  readonly #plain: Representation;
  /** Undefined until the compressor is done. */
  #gzipped: Representation | undefined;

  constructor(readonly bytes: Buffer) {
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 27);
    // Weak: the same answer, compressed or not.
    this.#etag = `W/"${hash}"`;
    this.#plain = represent(bytes, this.#etag, []);
    void this.#compress();
  }

  /** Answers with the body, or with 304 when the client has it. */
  send(request: IncomingMessage, response: ServerResponse, outcome: CacheOutcome): void {
    const { headers } = request;
    if (isNamed(this.#etag, headers['if-none-match'])) {
      response.writeHead(304, notModified(this.#etag, outcome)).end();
      return;
    }
    const { bytes, headers: own } = this.#choose(headers['accept-encoding']);
    response.writeHead(200, own[outcome]);
    response.end(bytes);
  }

  #choose(accepted = ''): Representation {
    return (acceptsGzip.test(accepted) && this.#gzipped) || this.#plain;
  }

  /** A body that cannot be compressed is sent as it is. */
  async #compress(): Promise<void> {
    const bytes = await compress(this.bytes).catch(() => undefined);
    this.#gzipped = bytes && represent(bytes, this.#etag, ['Content-Encoding', 'gzip']);
  }
}

/** Named, and not with a weight of nothing (RFC 9110, 12.5.3). */
const acceptsGzip = /\bgzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;

/** Users see what they may see, so nobody between keeps it, and a browser asks before it uses what it has. */
const commonHeaders = (etag: string) => [
  ...['Cache-Control', 'private, no-cache'],
  ...['Vary', 'Accept-Encoding'],
  ...['ETag', etag],
];

function represent(bytes: Buffer, etag: string, encoding: readonly string[]): Representation {
  const headers = [
    ...['Content-Type', 'application/json; charset=utf-8'],
    ...['Content-Length', String(bytes.length)],
    ...commonHeaders(etag),
    ...encoding,
  ];
  return {
    bytes,
    headers: { hit: [...headers, cacheHeader, 'hit'], miss: [...headers, cacheHeader, 'miss'] },
  };
}

const notModified = (etag: string, outcome: CacheOutcome) => [...commonHeaders(etag), cacheHeader, outcome];

/** Whether an If-None-Match header names the tag; both are compared weakly (RFC 9110, 13.1.2). */
function isNamed(etag: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  const opaque = etag.slice('W/'.length);
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === opaque);
}
