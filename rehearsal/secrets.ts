import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../bin/io/errors';

export interface SearchOptions {
  /** The values that the rehearsal made and used. */
  readonly secrets: readonly string[];
  /** By what they are. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Every file below these. */
  readonly directories: readonly string[];
  /** Compressed tar archives, searched unpacked. */
  readonly archives?: readonly string[];
}

/** Looks for each secret where none belongs. @returns what was searched @throws UserError naming the place, never the value */
export async function findSecrets({
  secrets,
  texts = {},
  directories,
  archives = [],
}: SearchOptions): Promise<string> {
  const places = new Map<string, Buffer>(
    Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]),
  );
  for (const directory of directories) {
    for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile()) places.set(file, await readFile(file));
    }
  }
  for (const archive of archives) places.set(archive, gunzipSync(await readFile(archive)));

  const found = [...places].filter(([, content]) => secrets.some((secret) => content.includes(secret)));
  if (found.length > 0) throw new UserError(`a secret is in ${found.map(([place]) => place).join(', ')}`);
  return `${secrets.length} values in ${places.size} places`;
}
