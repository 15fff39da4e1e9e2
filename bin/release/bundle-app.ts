import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { releaseFiles } from '../../contract';
import { exitCodes, UserError } from '../io/errors';
import type { ArchiveFile } from './archive-file';

const programs = [
  { source: 'app/server.ts', path: releaseFiles.server },
  { source: 'app/migrate.ts', path: releaseFiles.migrate },
] as const;

export interface AppBundle {
  readonly files: readonly ArchiveFile[];
  /** Every project file that went in, relative to the root; `node_modules` included. */
  readonly sources: ReadonlySet<string>;
}

/** Bundles each program of the API with its dependencies into one CommonJS file. @throws UserError */
export async function bundleApp(rootDirectory: string): Promise<AppBundle> {
  const missing = programs.filter(({ source }) => !existsSync(path.join(rootDirectory, source)));
  if (missing.length > 0) {
    throw new UserError(`A release needs ${missing.map(({ source }) => source).join(' and ')}: not found.`, {
      code: exitCodes.usage,
      fix: `Run it in a project that has the API; looked in ${rootDirectory}`,
    });
  }
  const bundles = await Promise.all(programs.map((program) => bundle(rootDirectory, program)));
  return {
    files: bundles.map(({ file }) => file),
    sources: new Set(bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs))),
  };
}

/**
 * Nothing is minified: that would save 5 % of the archive and cost every stack trace its lines and names. Symlinks
 * stay unresolved, so that the paths in comments are those within the project wherever its `node_modules` really is.
 */
async function bundle(rootDirectory: string, program: (typeof programs)[number]) {
  const { build } = await import('esbuild');
  const tsconfig = path.join(rootDirectory, 'tsconfig.json');
  const result = await build({
    absWorkingDir: rootDirectory,
    entryPoints: [program.source],
    outfile: program.path,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    keepNames: true,
    preserveSymlinks: true,
    charset: 'utf8',
    logLevel: 'silent',
    metafile: true,
    write: false,
    ...(existsSync(tsconfig) ? { tsconfig } : { tsconfigRaw: '{}' }),
  }).catch((error: unknown) => {
    throw asUserError(program.source, error);
  });
  refuseWarnings(program.source, result.warnings);
  const [output] = result.outputFiles;
  const content = Buffer.from(output?.contents ?? []);
  const file: ArchiveFile = { path: program.path, source: program.source, content, executable: false };
  return { file, metafile: result.metafile };
}

/** What esbuild only warns of (an `import.meta` that will be empty, say) fails on the instance. */
function refuseWarnings(source: string, warnings: readonly Message[]): void {
  if (warnings.length > 0) throw bundlingFailed(source, warnings);
}

function asUserError(source: string, error: unknown): unknown {
  const { errors } = error as Partial<BuildFailure>;
  return errors ? bundlingFailed(source, errors) : error;
}

const bundlingFailed = (source: string, messages: readonly Message[]) =>
  new UserError([`${source} cannot be bundled:`, ...messages.map(describeMessage)].join('\n'), {
    fix: 'Repair what is named above; `npm run check` shows the types, `npm ci` restores the dependencies.',
  });

const describeMessage = ({ text, location }: Message) =>
  location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
