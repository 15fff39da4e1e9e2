import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { trackedFiles } from './tracked-files';

const rootDirectory = path.join(__dirname, '../..');
const generatedClient = 'app/platform/database/generated';

/** A checkout of this project that a test may change: its own files, and the installed packages of this one. */
export async function copyProject(): Promise<{ directory: string; remove(): Promise<void> }> {
  const parent = await realpath(await mkdtemp(path.join(tmpdir(), 'waffle-copy-')));
  const directory = path.join(parent, 'a project');
  // The client last: one that is older than its schema would be made anew.
  for (const file of [...trackedFiles(), generatedClient]) {
    await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
    await cp(path.join(rootDirectory, file), path.join(directory, file), { recursive: true });
  }
  await symlink(path.join(rootDirectory, 'node_modules'), path.join(directory, 'node_modules'));
  return { directory, remove: () => rm(parent, { recursive: true, force: true }) };
}
