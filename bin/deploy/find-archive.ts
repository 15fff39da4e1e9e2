import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { releaseFiles, type ReleaseManifest } from '../../contract';
import { exitCodes, UserError } from '../io/errors';
import { run } from '../io/run';
import type { UploadedRelease } from './release-store';

/** An archive that was built before. Its manifest says which release it is, whatever the file is called. @throws UserError */
export async function findArchive(file: string, signal: AbortSignal): Promise<UploadedRelease> {
  const archiveFile = path.resolve(file);
  const bytes = await readFile(archiveFile).catch(() => {
    throw noArchive(file, 'it cannot be read');
  });
  // Packed as a folder it has the second name; tar fails for want of the other.
  const names = [releaseFiles.manifest, `./${releaseFiles.manifest}`];
  const { stdout } = await run(['tar', '-xzOf', archiveFile, ...names], { signal, allowFailure: true });
  if (stdout === '') throw noArchive(file, `it holds no ${releaseFiles.manifest}`);
  const { id } = JSON.parse(stdout) as ReleaseManifest;
  return { id, archiveFile, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const noArchive = (file: string, why: string) =>
  new UserError(`${file} is no release archive: ${why}.`, {
    code: exitCodes.usage,
    fix: 'waffle release builds one; waffle deploy without a file builds and deploys it',
  });
