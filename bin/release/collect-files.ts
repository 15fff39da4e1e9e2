import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { releaseFiles } from '../../contract';
import { exitCodes, UserError } from '../io/errors';
import type { ArchiveFile } from './archive-file';

const ownerMayExecute = 0o100;

/** Folders that enter the archive as they are. */
export const copiedFolders = [
  { source: 'prisma/migrations', path: releaseFiles.migrationsDirectory },
  { source: 'static', path: releaseFiles.staticDirectory },
  { source: 'deployment', path: releaseFiles.deploymentDirectory },
] as const;

/** Reads every file of the copied folders. @throws UserError for a missing folder or anything but a plain file */
export async function collectFiles(rootDirectory: string): Promise<readonly ArchiveFile[]> {
  const folders = copiedFolders.map(async (folder) => {
    const entries = await listFolder(rootDirectory, folder.source);
    const files = entries.filter((entry) => !entry.isDirectory());
    return Promise.all(files.map((entry) => readEntry(rootDirectory, folder, entry)));
  });
  return (await Promise.all(folders)).flat();
}

async function listFolder(rootDirectory: string, folder: string): Promise<Dirent[]> {
  try {
    return await readdir(path.join(rootDirectory, folder), { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(`A release needs the folder ${folder}/: not found.`, {
      code: exitCodes.usage,
      fix: `Restore it; looked in ${rootDirectory}`,
    });
  }
}

async function readEntry(
  rootDirectory: string,
  folder: (typeof copiedFolders)[number],
  entry: Dirent,
): Promise<ArchiveFile> {
  const file = path.join(entry.parentPath, entry.name);
  const source = path.relative(rootDirectory, file);
  if (!entry.isFile()) {
    throw new UserError(`${source} is not a plain file: the archive holds no links, sockets or devices.`, {
      code: exitCodes.usage,
      fix: 'Replace it by a copy of what it points to, or remove it.',
    });
  }
  const [content, { mode }] = await Promise.all([readFile(file), stat(file)]);
  const target = `${folder.path}/${path.relative(folder.source, source)}`;
  return { path: target, source, content, executable: (mode & ownerMayExecute) !== 0 };
}
