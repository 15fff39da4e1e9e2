import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../io/errors';

/** A folder of ours alone. @throws UserError when somebody else has made it */
export function makeOwnDirectory(directory: string, userId: number): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = lstatSync(directory);
  if (found.isDirectory() && found.uid === userId) return;
  throw new UserError(`${directory} belongs to user ${found.uid}; it must be a folder of user ${userId}.`, {
    fix: `Run it as the user whose it is, or remove the folder.`,
  });
}

export function emptyDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/** Whole or not at all, for nobody else to read. */
export function writePrivateFile(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The secret of the file, made at the first time. */
export function keptSecret(file: string): string {
  if (!existsSync(file)) writePrivateFile(file, `${randomBytes(20).toString('hex')}\n`);
  return readFileSync(file, 'utf8').trim();
}

/** As short as one would type it from here. */
export const shownPath = (file: string) => path.relative(process.cwd(), file) || '.';
