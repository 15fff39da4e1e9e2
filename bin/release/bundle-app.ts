import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildFailure, Message, Plugin } from 'esbuild';
import { type Architecture, releaseFiles } from '../../contract';
import { exitCodes, UserError } from '../io/errors';
import type { ArchiveFile } from './archive-file';
import { decodersFor } from './collect-decoders';

const programs = [
  { source: 'app/server.ts', path: releaseFiles.server },
  { source: 'app/migrate.ts', path: releaseFiles.migrate },
  { source: 'app/make-picture.ts', path: releaseFiles.makePicture },
  { source: 'app/features/media/picture-bucket.ts', path: releaseFiles.pictureBucket },
] as const;

/** Runs where the release is built and stays out of it. */
const documentProgram = { source: 'app/openapi.ts', path: 'app/openapi.cjs' } as const;
const bundled = [...programs, documentProgram];

/** Two fifths of everything, and needed at the first write: the API reads it then, and starts the sooner without it. */
const queryCompiler = {
  source: 'node_modules/@prisma/client/runtime/query_compiler_small_bg.mysql.wasm-base64.mjs',
  path: releaseFiles.queryCompiler,
} as const;

export interface AppBundle {
  readonly files: readonly ArchiveFile[];
  /** Prints the OpenAPI document. */
  readonly documentProgram: string;
  /** Whether a program reads pictures. */
  readonly needsDecoders: boolean;
  /** Every project file that went in, relative to the root; `node_modules` included. */
  readonly sources: ReadonlySet<string>;
}

/** Bundles each program of the API with its dependencies into one CommonJS file. @throws UserError */
export async function bundleApp(
  rootDirectory: string,
  architecture: Architecture = 'x64',
): Promise<AppBundle> {
  const missing = bundled.filter(({ source }) => !existsSync(path.join(rootDirectory, source)));
  if (missing.length > 0) {
    throw new UserError(`A release needs ${missing.map(({ source }) => source).join(' and ')}: not found.`, {
      code: exitCodes.usage,
      fix: `Run it in a project that has the API; looked in ${rootDirectory}`,
    });
  }
  const { outputFiles, metafile } = await bundle(rootDirectory, architecture);
  const contentOf = (target: string) => {
    const output = outputFiles.find((file) => path.relative(rootDirectory, file.path) === target);
    return Buffer.from(withAsciiComments(output?.text ?? ''));
  };
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const importsQueryCompiler = imported.includes(besideIt(queryCompiler.path));
  return {
    needsDecoders: imported.includes(decodersFor(architecture)),
    files: [
      ...programs.map((program) => ({ ...program, content: contentOf(program.path), executable: false })),
      ...(importsQueryCompiler ? [await readQueryCompiler(rootDirectory)] : []),
    ],
    documentProgram: contentOf(documentProgram.path).toString(),
    sources: new Set([
      ...Object.keys(metafile.inputs),
      ...(importsQueryCompiler ? [queryCompiler.source] : []),
    ]),
  };
}

/** A single character beyond Latin-1, which esbuild leaves in comments, makes V8 take two bytes for every other one. */
const withAsciiComments = (code: string) =>
  code.replace(/^\s*(\/\/|\/?\*).*$/gm, (comment) => comment.replace(/[^\0-\x7f]/g, '?'));

async function readQueryCompiler(rootDirectory: string): Promise<ArchiveFile> {
  const content = await readFile(path.join(rootDirectory, queryCompiler.source)).catch(() => {
    throw new UserError(`A release needs ${queryCompiler.source}: not found.`, {
      code: exitCodes.usage,
      fix: 'Restore the dependencies with `npm ci`.',
    });
  });
  return { ...queryCompiler, content, executable: false };
}

const besideIt = (file: string) => `./${path.basename(file)}`;

/** sharp looks for those of the machine that it is on; in a release they are those of the server, whatever built it. */
const decodersOfServer = (architecture: Architecture): Plugin => ({
  name: 'decoders-of-server',
  setup(build) {
    const path = decodersFor(architecture);
    build.onResolve({ filter: /^\.\/sharp\.cjs$/ }, () => ({ path, external: true }));
  },
});

/** Imported from beside the program, by the name that the file has there. */
const queryCompilerApart: Plugin = {
  name: 'query-compiler-apart',
  setup(build) {
    build.onResolve({ filter: /\/query_compiler_small_bg\.mysql\.wasm-base64\.js$/ }, () => ({
      path: besideIt(queryCompiler.path),
      external: true,
    }));
  },
};

/** AWS's SDK, which a server without a bucket never reads. */
const pictureBucketApart: Plugin = {
  name: 'picture-bucket-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/picture-bucket$/ }, () => ({
      path: besideIt(releaseFiles.pictureBucket),
      external: true,
    }));
  },
};

/**
 * Nothing is minified: that would save 5 % of the archive and cost every stack trace its lines and names. Symlinks
 * stay unresolved, so that the paths in comments are those within the project wherever its `node_modules` really is.
 */
async function bundle(rootDirectory: string, architecture: Architecture) {
  const { build } = await import('esbuild');
  const tsconfig = path.join(rootDirectory, 'tsconfig.json');
  const result = await build({
    absWorkingDir: rootDirectory,
    entryPoints: bundled.map(({ source, path: target }) => ({
      in: source,
      out: target.replace(/\.cjs$/, ''),
    })),
    outdir: '.',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    preserveSymlinks: true,
    // One byte a character for V8, in half the memory and sooner compiled; see also `withAsciiComments`.
    charset: 'ascii',
    plugins: [queryCompilerApart, decodersOfServer(architecture), pictureBucketApart],
    // It looks there for what only its own building needs.
    external: ['@img/sharp-libvips-dev/*'],
    // Its other build finds its decoders by `import.meta.url`, which CommonJS has not.
    alias: { sharp: path.join(rootDirectory, 'node_modules/sharp/dist/index.cjs') },
    logLevel: 'silent',
    metafile: true,
    write: false,
    ...(existsSync(tsconfig) ? { tsconfig } : { tsconfigRaw: '{}' }),
  }).catch((error: unknown) => {
    const { errors } = error as Partial<BuildFailure>;
    throw errors ? bundlingFailed(errors) : error;
  });
  // What esbuild only warns of (an `import.meta` that will be empty, say) fails on the instance.
  if (result.warnings.length > 0) throw bundlingFailed(result.warnings);
  return result;
}

const bundlingFailed = (messages: readonly Message[]) =>
  new UserError(['The API cannot be bundled:', ...messages.map(describeMessage)].join('\n'), {
    fix: 'Repair what is named above; `npm run check` shows the types, `npm ci` restores the dependencies.',
  });

const describeMessage = ({ text, location }: Message) =>
  location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
