import { constants } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { exitCodes, UserError } from '../io/errors';

const ownerOnly = 0o600;
const partialName = /^\..+\.(\d+)\.partial$/;

export interface PrivateFileOptions {
  /** Replace what has the name. @default false */
  readonly force?: boolean;
}

/**
 * Writes a file that its owner alone can read, from its first byte on, and that has its name only once it is whole.
 * @throws UserError when the name is taken, or the disk is full
 */
export async function writePrivateFile<T>(
  file: string,
  write: (stream: Writable) => Promise<T>,
  { force = false }: PrivateFileOptions = {},
): Promise<T> {
  if (!force) await refuseTaken(file);
  const directory = path.dirname(file);
  const partial = path.join(directory, `.${path.basename(file)}.${process.pid}.partial`);
  try {
    await mkdir(directory, { recursive: true });
    await removeAbandoned(directory);
    const handle = await open(partial, 'wx', ownerOnly);
    try {
      // Whatever the umask takes away.
      await handle.chmod(ownerOnly);
      const result = await write(sinkOf(handle));
      await handle.sync();
      if (!force) await refuseTaken(file);
      await rename(partial, file);
      return result;
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(partial, { force: true });
    throw unwritable(error, file) ?? error;
  }
}

/** Who opened the file closes it, however the writing ends. */
const sinkOf = (handle: FileHandle) =>
  new Writable({
    write: (chunk: Buffer, _encoding, done) => void handle.writeFile(chunk).then(() => done(), done),
  });

const isTaken = (file: string): Promise<boolean> =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  );

/** A name that is free: where `last.sql.gz` is there, `last-20261122T021616Z.sql.gz`. */
export async function besideTaken(file: string, now = new Date()): Promise<string> {
  if (!(await isTaken(file))) return file;
  const [extension = ''] = /(\.sql)?(\.gz)?$/.exec(file) ?? [];
  const stem = file.slice(0, file.length - extension.length);
  return `${stem}-${now.toISOString().replace(/[-:]|\.\d+/g, '')}${extension}`;
}

/** @throws UserError */
export async function refuseTaken(file: string): Promise<void> {
  if (!(await isTaken(file))) return;
  throw new UserError(`${file} is there already.`, {
    code: exitCodes.usage,
    fix: 'name another file, or add --force to replace it',
  });
}

/** What runs left that were killed. */
async function removeAbandoned(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [, pid] = partialName.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(path.join(directory, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What the system says of a disk and its folders, in words. */
function unwritable(error: unknown, file: string): UserError | undefined {
  const { code = '', message, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return undefined;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const text = isFull
    ? `The disk of ${path.dirname(path.resolve(file))} is full; nothing was kept.`
    : `${file} cannot be written: ${message}`;
  const fix = isFull ? 'make room, or name a file on another disk' : 'name a file that you may write';
  return new UserError(text, { fix, cause: error });
}
