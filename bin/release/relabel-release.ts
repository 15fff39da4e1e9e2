import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../io/run';
import { buildRelease } from './build-release';

interface RelabelOptions {
  readonly rootDirectory: string;
  /** What is built goes here. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** The release of this checkout under another id, as the commit after it would have: to be seen coming into service. @returns its archive */
export async function relabelRelease({ rootDirectory, directory, signal }: RelabelOptions): Promise<string> {
  const outputDirectory = path.join(directory, 'release');
  const { archiveFile, manifest } = await buildRelease({ rootDirectory, outputDirectory, signal });
  const folder = path.join(directory, 'next');
  await mkdir(folder);
  await run(['tar', '-xzf', archiveFile, '-C', folder], { signal });
  const manifestFile = path.join(folder, 'manifest.json');
  const id = `${manifest.id}-next`;
  const text = await readFile(manifestFile, 'utf8');
  await writeFile(manifestFile, text.replace(`"${manifest.id}"`, `"${id}"`));
  const archive = path.join(directory, `${id}.tar.gz`);
  await run(['tar', '-czf', archive, '-C', folder, ...(await readdir(folder))], { signal });
  return archive;
}
