import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { run } from '../../bin/io/run';
import { bundleApp } from '../../bin/release/bundle-app';
import { collectDecoders } from '../../bin/release/collect-decoders';
import type { DatabaseAddress } from '../servers/database-server';
import { databaseEnvironment } from '../stacks';

/** Builds the programs as a release has them, each in one file, with the migrations where they look for them. */
export async function prepareRelease(rootDirectory: string, directory: string): Promise<void> {
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
  const { files } = await bundleApp(rootDirectory, architecture);
  for (const file of [...files, ...(await collectDecoders(rootDirectory, architecture))]) {
    const target = path.join(directory, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.content);
  }
  for (const folder of ['prisma/migrations', 'static']) {
    await cp(path.join(rootDirectory, folder), path.join(directory, folder), { recursive: true });
  }
}

/** Makes the tables with the release's own program. */
export async function migrate(releaseDirectory: string, database: DatabaseAddress, signal: AbortSignal) {
  const program = path.join(releaseDirectory, 'app', 'migrate.cjs');
  const env = { ...databaseEnvironment(database), NODE_ENV: 'production' };
  await run([process.execPath, program], { env, signal, timeoutMs: 60_000 });
}
