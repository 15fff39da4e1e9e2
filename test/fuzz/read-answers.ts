import { gunzipSync } from 'node:zlib';

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface ReadAnswers {
  /** Final ones; `100 Continue` and the like are passed over. */
  readonly answers: readonly WireAnswer[];
  /** What no answer has been made of yet. */
  readonly rest: Buffer;
}

/**
 * The answers to requests of these methods in what a server has sent. Strict where clients are lenient. Throws when it is
 * no HTTP.
 */
export function readAnswers(bytes: Buffer, methods: readonly string[], ended: boolean): ReadAnswers {
  const answers: WireAnswer[] = [];
  let rest = bytes;
  for (;;) {
    const head = readHead(rest);
    if (head === undefined) return { answers, rest };
    const isInterim = head.status < 200;
    const bodiless = isInterim || [204, 304].includes(head.status) || methods[answers.length] === 'HEAD';
    const body = bodiless ? { content: Buffer.alloc(0), length: 0 } : readBody(head, ended);
    if (body === undefined) return { answers, rest };
    rest = head.after.subarray(body.length);
    if (!isInterim)
      answers.push({ status: head.status, headers: head.headers, text: decode(head, body.content) });
  }
}

interface Head {
  readonly status: number;
  readonly headers: Headers;
  readonly after: Buffer;
}

/** Undefined until all of it is there. */
function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [, status] = /^HTTP\/1\.1 ([1-5]\d\d) [\x20-\x7e]*$/.exec(first) ?? [];
  if (status === undefined) throw new Error(`The answer begins with ${JSON.stringify(first)}.`);
  const headers = new Headers(lines.map(readHeader));
  return { status: Number(status), headers, after: bytes.subarray(end + 4) };
}

function readHeader(line: string): [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+): ?([^\r\n\0]*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`A header is ${JSON.stringify(line)}.`);
  return [name, value];
}

interface Body {
  readonly content: Buffer;
  /** On the wire. */
  readonly length: number;
}

/** Undefined until all of it is there. */
function readBody({ headers, after }: Head, ended: boolean): Body | undefined {
  if (headers.get('Transfer-Encoding') === 'chunked') return readChunks(after);
  const declared = headers.get('Content-Length');
  if (declared === null) return ended ? { content: after, length: after.length } : undefined;
  if (!/^\d+$/.test(declared)) throw new Error(`Content-Length is ${JSON.stringify(declared)}.`);
  const length = Number(declared);
  return after.length < length ? undefined : { content: after.subarray(0, length), length };
}

function readChunks(bytes: Buffer): Body | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = bytes.toString('latin1', at, lineEnd);
    if (!/^[\da-f]+$/i.test(size)) throw new Error(`The size of a chunk is ${JSON.stringify(size)}.`);
    const start = lineEnd + 2;
    const end = start + Number.parseInt(size, 16);
    if (bytes.length < end + 2) return undefined;
    chunks.push(bytes.subarray(start, end));
    at = end + 2;
    if (end === start) return { content: Buffer.concat(chunks), length: at };
  }
}

/** A picture, which is no text, as a character for a byte. */
function decode({ headers }: Head, packed: Buffer): string {
  const isPacked = headers.get('Content-Encoding') === 'gzip' && packed.length > 0;
  const content = isPacked ? gunzipSync(packed) : packed;
  if (headers.get('Content-Type')?.startsWith('image/')) return content.toString('latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new Error(`The body is not UTF-8: ${content.subarray(0, 200).toString('latin1')}`);
  }
}
