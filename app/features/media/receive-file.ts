import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';

import { BodyTooLarge, InvalidFields, MalformedBody, UnsupportedMediaType } from '../../errors';
import { mostFileBytes } from './media-limits';

/** Boundaries, headers of the parts, and a few fields that nobody asked for. */
const envelopeBytes = 64 * 1024;

const limits = { fileSize: mostFileBytes, files: 10, fields: 100, fieldSize: 1024, headerPairs: 100 };

/** Writes the form's `file` to the target as it comes, never more than a piece of it in memory. Throws a `Refusal`. */
export async function receiveFile(request: Request, target: string): Promise<void> {
  const contentType = request.headers['content-type'] ?? '';
  if (!request.is('multipart/form-data')) throw new UnsupportedMediaType(contentType);
  if (request.headers['content-encoding'] !== undefined)
    throw new UnsupportedMediaType(`${contentType}; ${request.headers['content-encoding']}`);
  if (Number(request.headers['content-length'] ?? 0) > mostFileBytes + envelopeBytes)
    throw new BodyTooLarge();
  const files = await readForm(request, contentType, target);
  if (files === 0) throw new InvalidFields({ file: ['This field is required, and a file.'] });
  if (files > 1) throw new InvalidFields({ file: ['Send one file at a time.'] });
}

/** @returns how many files there were; the first one is written */
function readForm(request: Request, contentType: string, target: string): Promise<number> {
  const parser = openParser(contentType);
  let files = 0;
  let tooLarge = false;
  let written: Promise<void> = Promise.resolve();
  parser.on('file', (name, stream) => {
    stream.on('limit', () => (tooLarge = true));
    if (name !== 'file' || ++files > 1) stream.resume();
    else written = pipeline(stream, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
    // Told where it is waited for.
    written.catch(() => undefined);
  });
  return pipeline(request, parser).then(
    async () => {
      await written;
      if (tooLarge) throw new BodyTooLarge();
      return files;
    },
    (error: Error) => {
      throw malformed(error);
    },
  );
}

function openParser(contentType: string) {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch (error) {
    throw malformed(error as Error);
  }
}

const malformed = ({ message }: Error) => new MalformedBody(`Multipart form parse error - ${message}`);
