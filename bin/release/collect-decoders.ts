import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { type Architecture, releaseFiles } from '../../contract';
import { exitCodes, UserError } from '../io/errors';
import { run } from '../io/run';
import type { ArchiveFile } from './archive-file';

/** Of the server, whatever the laptop has. Its C library is glibc. */
const packagesFor = (architecture: Architecture) => [
  `@img/sharp-linux-${architecture}`,
  `@img/sharp-libvips-linux-${architecture}`,
];

/** What a program that reads pictures asks for. */
export const decodersFor = (architecture: Architecture) => `@img/sharp-linux-${architecture}/sharp.node`;

const needed = /^(package\.json|LICENSE|README\.md|index\.cjs|lib\/.+|versions\.json)$/;
const downloadTimeoutMs = 120_000;

/**
 * The decoders of pictures, for the server: from `node_modules` where npm has put them there, which it does on such a machine alone,
 * and otherwise from the registry, held to the hash in the lockfile. Both are the same bytes. @throws UserError
 */
export async function collectDecoders(
  rootDirectory: string,
  architecture: Architecture,
): Promise<readonly ArchiveFile[]> {
  const files = await Promise.all(
    packagesFor(architecture).map((name) => collectPackage(rootDirectory, name)),
  );
  return files.flat();
}

async function collectPackage(rootDirectory: string, name: string): Promise<readonly ArchiveFile[]> {
  const source = `node_modules/${name}`;
  const contents =
    (await readInstalled(path.join(rootDirectory, source))) ?? (await download(rootDirectory, name));
  return [...contents]
    .filter(([file]) => needed.test(file))
    .map(([file, content]) => ({
      path: `${path.dirname(releaseFiles.nativeDirectory)}/${name}/${file}`,
      source: `${source}/${file}`,
      content,
      executable: false,
    }));
}

type Contents = ReadonlyMap<string, Buffer>;

/** @returns undefined where it is not installed */
async function readInstalled(directory: string): Promise<Contents | undefined> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
  if (files.length === 0) return undefined;
  const read = async (file: string) => [path.relative(directory, file), await readFile(file)] as const;
  return new Map(await Promise.all(files.map(read)));
}

/** By npm, with its registry and its cache. */
async function download(rootDirectory: string, name: string): Promise<Contents> {
  const { version, integrity } = await lockedPackage(rootDirectory, name);
  const directory = await mkdtemp(path.join(tmpdir(), 'waffle-decoders-'));
  try {
    await run(['npm', 'pack', `${name}@${version}`, '--silent', '--pack-destination', directory], {
      cwd: rootDirectory,
      timeoutMs: downloadTimeoutMs,
    }).catch((error: Error) => {
      throw new UserError(`A release needs ${name}@${version} from the registry: ${error.message}`, {
        fix: 'Try again with a network; npm keeps it in its cache then.',
      });
    });
    const [tarball = ''] = await readdir(directory);
    return await unpack(name, await readFile(path.join(directory, tarball)), integrity);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface LockedPackage {
  readonly version: string;
  /** `sha512-…` */
  readonly integrity: string;
}

async function lockedPackage(rootDirectory: string, name: string): Promise<LockedPackage> {
  const text = await readFile(path.join(rootDirectory, 'package-lock.json'), 'utf8');
  const { packages: locked } = JSON.parse(text) as { packages: Readonly<Record<string, LockedPackage>> };
  const found = locked[`node_modules/${name}`];
  if (found !== undefined) return found;
  throw new UserError(`package-lock.json has no ${name}, which a release needs.`, {
    code: exitCodes.usage,
    fix: 'Restore the lockfile: git checkout package-lock.json',
  });
}

async function unpack(name: string, tarball: Buffer, integrity: string): Promise<Contents> {
  const got = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  if (got !== integrity) {
    throw new UserError(
      `The registry has another ${name} than package-lock.json: ${got}, expected ${integrity}.`,
      {
        fix: 'Ask the registry that the lockfile was made with: npm config get registry',
      },
    );
  }
  const contents = new Map<string, Buffer>();
  const archive = extract();
  archive.end(gunzipSync(tarball));
  for await (const entry of archive) {
    // Everything lies in `package/`.
    if (entry.header.type === 'file')
      contents.set(entry.header.name.replace(/^[^/]+\//, ''), await buffer(entry));
    else entry.resume();
  }
  return contents;
}
