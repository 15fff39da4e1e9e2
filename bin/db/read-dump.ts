import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { exitCodes, UserError } from '../io/errors';
import { type DumpPart, DumpSplitter } from './split-dump';

export interface ReadDumpOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with how much of the file, as it is on disk, has been read. */
  readonly onBytes?: (bytes: number) => void;
}

/** The parts of a dump, compressed or not, as bytes (latin1); no more than a statement is held. */
export async function* readDump(file: string, options: ReadDumpOptions = {}): AsyncGenerator<DumpPart> {
  const splitter = new DumpSplitter();
  for await (const line of linesOf(textOf(file, options))) yield* splitter.push(line);
  const rest = splitter.end();
  if (rest.text !== '') yield rest;
}

/** @throws UserError where there is no such file, or its compressed data are damaged or cut off */
async function* textOf(file: string, { signal, onBytes }: ReadDumpOptions): AsyncGenerator<string> {
  const handle = await open(file).catch((error: unknown) => Promise.reject(unreadable(file, error)));
  try {
    const magic = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const isCompressed = magic.bytesRead === 2 && magic.buffer.readUInt16BE() === 0x1f8b;
    const bytes = countedBytes(handle.createReadStream({ start: 0, autoClose: false }), onBytes);
    const content = isCompressed ? unpacked(bytes) : bytes;
    for await (const chunk of content) {
      signal?.throwIfAborted();
      yield (chunk as Buffer).toString('latin1');
    }
  } catch (error) {
    throw isDamaged(error) ? damaged(file, error) : error;
  } finally {
    await handle.close();
  }
}

/** Errors of the packed bytes come out of the unpacked ones. */
const unpacked = (bytes: AsyncIterable<Buffer>) =>
  pipeline(Readable.from(bytes, { objectMode: false }), createGunzip(), () => undefined);

async function* countedBytes(stream: AsyncIterable<unknown>, onBytes?: (bytes: number) => void) {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    onBytes?.(bytes);
    yield chunk as Buffer;
  }
}

/** With their line breaks. */
async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let open: string[] = [];
  for await (const text of texts) {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      yield [...open, text.slice(start, end + 1)].join('');
      open = [];
      start = end + 1;
    }
    if (start < text.length) open.push(text.slice(start));
  }
  if (open.length > 0) yield open.join('');
}

const unreadable = (file: string, error: unknown) =>
  new UserError(`${file} cannot be read: ${(error as Error).message}`, {
    code: exitCodes.usage,
    fix: 'name a dump: waffle db load today.sql.gz',
    cause: error,
  });

const isDamaged = (error: unknown) => /^Z_/.test(String((error as NodeJS.ErrnoException).code));

const damaged = (file: string, error: unknown) =>
  new UserError(`${file} is cut off or damaged: ${(error as Error).message}`, {
    fix: 'make it anew: waffle db dump, or mysqldump … | gzip',
    cause: error,
  });
