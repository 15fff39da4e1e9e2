import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import type { ArchiveFile } from './archive-file';

const operatingSystemByte = 9;
const unknownSystem = 255;

/**
 * A `tar.gz` of the files in their order, each folder before what is in it. The bytes depend on nothing but
 * paths, contents, executable bits and the time.
 */
export async function packArchive(files: readonly ArchiveFile[], time: Date): Promise<Buffer> {
  const archive = pack();
  const common = { mtime: time, uid: 0, gid: 0, uname: '', gname: '' } satisfies Partial<Header>;
  const made = new Set<string>();
  for (const { path, content, executable } of files) {
    for (const name of foldersOf(path).filter((folder) => !made.has(folder))) {
      made.add(name);
      archive.entry({ ...common, name, type: 'directory', mode: 0o755 });
    }
    archive.entry({ ...common, name: path, mode: executable ? 0o755 : 0o644 }, content);
  }
  archive.finalize();
  const compressed = await promisify(gzip)(await buffer(archive), { level: constants.Z_BEST_COMPRESSION });
  compressed[operatingSystemByte] = unknownSystem; // zlib writes the one it was built for
  return compressed;
}

/** `a/b/c` lies in `a` and `a/b`. */
const foldersOf = (path: string) =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, depth, names) => names.slice(0, depth + 1).join('/'));
