import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Architecture, releaseFiles, type ReleaseManifest } from '../../contract';
import { readEnvironment } from '../io/environment';
import { exitCodes, UserError } from '../io/errors';
import { type ArchiveFile, byPath } from './archive-file';
import { type AppBundle, bundleApp } from './bundle-app';
import { collectDecoders } from './collect-decoders';
import { collectDocs, withVersion } from './collect-docs';
import { collectFiles, copiedFolders } from './collect-files';
import { packArchive } from './pack-archive';
import { refuseSecrets } from './refuse-secrets';
import { readSourceRevision, type SourceRevision } from './source-revision';
import { writeAtomically } from './write-atomically';

/**
 * What shapes the archive without being in it: how it is built, and the sources of what git ignores (dependencies,
 * Prisma's client).
 */
const shapingPaths = ['bin/release', 'package-lock.json', 'prisma/schema.prisma', 'tsconfig.json'];
/** The earliest time that every archive format knows. */
const timeWithoutCommit = new Date('1980-01-01T00:00:00Z');
/** The latest second that a tar header can hold. */
const latestSecond = 8 ** 11 - 1;

export interface BuildReleaseOptions {
  /** The project: `app/`, `prisma/migrations/`, `static/` and `deployment/` are in it. */
  readonly rootDirectory: string;
  /** Made when absent; gets `<id>.tar.gz`. */
  readonly outputDirectory: string;
  /** Seconds since 1970 for a project outside git. @default the environment's SOURCE_DATE_EPOCH */
  readonly sourceDateEpoch?: string | undefined;
  /** Processor of the server. @default 'x64' */
  readonly architecture?: Architecture | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BuiltRelease {
  readonly archiveFile: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly manifest: ReleaseManifest;
}

/** Makes the release archive that `contract/release.ts` describes: the same input makes the same bytes. @throws UserError */
export async function buildRelease(options: BuildReleaseOptions): Promise<BuiltRelease> {
  const { outputDirectory, signal } = options;
  const { sourceDateEpoch = readEnvironment().sourceDateEpoch, architecture = 'x64' } = options;
  const rootDirectory = path.resolve(options.rootDirectory);
  const [bundle, copied] = await Promise.all([
    bundleApp(rootDirectory, architecture),
    collectFiles(rootDirectory),
  ]);
  const docs = await collectDocs(rootDirectory, bundle.documentProgram);
  const decoders = bundle.needsDecoders ? await collectDecoders(rootDirectory, architecture) : [];
  signal?.throwIfAborted();
  const unversioned = [...bundle.files, ...decoders, ...copied, ...docs].sort(byPath);
  refuseSecrets(unversioned);

  const revision = await readSourceRevision(rootDirectory);
  const isDirty = revision !== null && differs(revision, bundle, copied);
  const time = revision?.committedAt ?? timeFrom(sourceDateEpoch);
  const commonId = identify(unversioned, revision?.commit ?? null, time, isDirty);
  // The same commit has two archives.
  const id = architecture === 'x64' ? commonId : `${commonId}-${architecture}`;
  const files = withVersion(unversioned, id);
  const manifest = describeRelease(id, files, revision?.commit ?? null, time);
  const archive = await packArchive([manifestFile(manifest), ...files], time);
  signal?.throwIfAborted();

  const archiveFile = path.join(path.resolve(outputDirectory), `${manifest.id}.tar.gz`);
  await writeAtomically(archiveFile, archive);
  return { archiveFile, bytes: archive.byteLength, sha256: sha256(archive), manifest };
}

/** Whether what goes in is something else than the commit holds; other files of the project do not matter. */
function differs(revision: SourceRevision, bundle: AppBundle, copied: readonly ArchiveFile[]): boolean {
  const paths = [...copiedFolders.map(({ source }) => source), ...shapingPaths];
  const matters = (file: string) =>
    bundle.sources.has(file) || paths.some((path) => file === path || file.startsWith(`${path}/`));
  return [...revision.changed].some(matters) || copied.some(({ source }) => !revision.tracked.has(source));
}

function identify(
  files: readonly ArchiveFile[],
  commit: string | null,
  time: Date,
  isDirty: boolean,
): string {
  const base = `${isoSeconds(time).replace(/[-:]/g, '')}-${(commit ?? contentHash(files)).slice(0, 8)}`;
  return isDirty ? `${base}-dirty-${contentHash(files).slice(0, 8)}` : base;
}

const describeRelease = (
  id: string,
  files: readonly ArchiveFile[],
  commit: string | null,
  time: Date,
): ReleaseManifest => ({
  id,
  commit,
  time: isoSeconds(time),
  files: files.map(({ path, content }) => ({ path, bytes: content.byteLength, sha256: sha256(content) })),
});

const isoSeconds = (time: Date) => time.toISOString().replace('.000Z', 'Z');

/** Of everything that makes a file of the archive: path, executable bit, content. */
const contentHash = (files: readonly ArchiveFile[]) =>
  sha256(files.map((file) => `${file.path}\0${file.executable}\0${sha256(file.content)}\n`).join(''));

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

const manifestFile = (manifest: ReleaseManifest): ArchiveFile => ({
  path: releaseFiles.manifest,
  source: releaseFiles.manifest,
  content: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
  executable: false,
});

function timeFrom(sourceDateEpoch: string | undefined): Date {
  if (sourceDateEpoch === undefined) return timeWithoutCommit;
  const seconds = Number(sourceDateEpoch);
  if (/^\d+$/.test(sourceDateEpoch) && seconds <= latestSecond) return new Date(seconds * 1000);
  throw new UserError(`SOURCE_DATE_EPOCH is ${JSON.stringify(sourceDateEpoch)}.`, {
    code: exitCodes.usage,
    fix: `Set it to whole seconds since 1970, 0 to ${latestSecond}, or unset it.`,
  });
}
