import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { writeAtomically } from '../release/write-atomically';

const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };

/** Text of a settings file with one setting changed; the rest of it stays as its owner wrote it. */
export const withSetting = (text: string, name: string, value: string): string => {
  const edits = modify(text.trim() === '' ? '{}' : text, ['context', name], value, { formattingOptions });
  const changed = applyEdits(text.trim() === '' ? '{}' : text, edits);
  return changed.endsWith('\n') ? changed : `${changed}\n`;
};

/** Writes a setting into one's own file, which is made where it is not there. @returns whether it was changed */
export async function keepSetting(
  { rootDirectory, settingsFile }: { readonly rootDirectory: string; readonly settingsFile: string },
  name: string,
  value: string,
): Promise<boolean> {
  const file = path.resolve(rootDirectory, settingsFile);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const changed = withSetting(text, name, value);
  if (changed === text) return false;
  await writeAtomically(file, Buffer.from(changed));
  return true;
}
