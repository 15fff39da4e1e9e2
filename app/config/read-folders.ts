import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { environmentVariables as names } from '../../contract';
import { quote, type Reader } from './reader';

export function readMediaDirectory(reader: Reader): string {
  const directory = reader.optional(names.mediaDirectory);
  if (directory !== undefined) return directory;
  if (!reader.production) return join(tmpdir(), 'waffle-backend-media');
  return reader.required(names.mediaDirectory, 'the path of a folder that this user may write to');
}

export function readMediaBucket(reader: Reader): string | undefined {
  const bucket = reader.optional(names.mediaBucket);
  if (bucket === undefined || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return bucket;
  return reader.problem(
    undefined,
    names.mediaBucket,
    quote(bucket),
    'the name of an S3 bucket, 3 to 63 of a-z, 0-9, - and .',
    'Correct it, or unset it to keep pictures in the folder.',
  );
}

export function readStaticDirectory(reader: Reader): string | undefined {
  const directory = reader.optional(names.staticDirectory);
  if (directory === undefined || isDirectory(directory)) return directory;
  return reader.problem(
    undefined,
    names.staticDirectory,
    quote(directory),
    'the path of a folder, such as /opt/waffle-backend/current/static',
    'Correct it, or unset it where Nginx shows the files.',
  );
}

const isDirectory = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
