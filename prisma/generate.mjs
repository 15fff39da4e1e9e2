// Generates Prisma's client without its native schema engine: `prisma generate` only checks that the engine's
// file exists (Prisma 7.10), and the client itself is TypeScript plus a WASM query compiler. Without this setting
// the Prisma CLI would download the engine, which an offline machine cannot.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { status } = spawnSync(
  process.execPath,
  [require.resolve('prisma/build/index.js'), 'generate', '--no-hints'],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  },
);
process.exit(status ?? 1);
