// Builds what the peers do not hold as JavaScript: Prisma's client with its defaults, from our schema, and NestJS's
// decorators. The tools are those of the project.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const peers = import.meta.dirname;
const root = path.join(peers, '../..');
const require = createRequire(path.join(root, 'package.json'));

generatePrismaClient(path.join(peers, 'express-prisma', 'dist'));
await bundle(path.join(peers, 'express-prisma'));
await bundle(path.join(peers, 'nestjs'));

/** Prisma's client with the defaults of `prisma init`, from our schema. */
function generatePrismaClient(directory) {
  const schema = readFileSync(path.join(root, 'prisma/schema.prisma'), 'utf8');
  const generator =
    'generator client {\n  provider = "prisma-client"\n  output = "generated"\n  moduleFormat = "cjs"\n}';
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, 'schema.prisma');
  writeFileSync(file, schema.replace(/generator client \{[^}]*\}/, generator));
  execFileSync(
    process.execPath,
    [require.resolve('prisma/build/index.js'), 'generate', '--no-hints', '--schema', file],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
    },
  );
}

/** From TypeScript to `dist/server.cjs`; its packages stay outside. */
function bundle(directory) {
  const { build } = require('esbuild');
  return build({
    entryPoints: [path.join(directory, 'server.ts')],
    outfile: path.join(directory, 'dist/server.cjs'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    logLevel: 'warning',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
}
