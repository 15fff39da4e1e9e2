import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Writing takes seconds: an older unfinished file belongs to a run that was killed. */
const abandonedAfterMs = 10 * 60_000;

/** Writes a file that has its final name only once it is whole and on disk. */
export async function writeAtomically(file: string, content: Buffer): Promise<void> {
  const directory = path.dirname(file);
  await mkdir(directory, { recursive: true });
  await removeAbandoned(directory);
  const unfinished = path.join(directory, `.${path.basename(file)}.${process.pid}.partial`);
  try {
    await writeAndSync(unfinished, content);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeAndSync(file: string, content: Buffer): Promise<void> {
  const handle = await open(file, 'w', 0o644);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeAbandoned(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => /^\..+\.partial$/.test(name));
  for (const file of names.map((name) => path.join(directory, name))) {
    const modifiedMs = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity, // its run finished meanwhile
    );
    if (Date.now() - modifiedMs > abandonedAfterMs) await rm(file, { force: true });
  }
}
