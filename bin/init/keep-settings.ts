import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { writeAtomically } from '../release/write-atomically';

const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };

export type SettingValues = Readonly<Record<string, string>>;

/** Text of a settings file with some settings changed; the rest of it keeps its values. */
export const withSettings = (text: string, values: SettingValues): string => {
  const changed = Object.entries(values).reduce(withSetting, text.trim() === '' ? '{}' : text);
  return changed.endsWith('\n') ? changed : `${changed}\n`;
};

const withSetting = (text: string, [name, value]: [string, string]): string =>
  applyEdits(text, modify(text, ['context', name], value, { formattingOptions }));

/** Writes settings into one's own file, which is made where it is not there. @returns whether it was changed */
export async function keepSettings(
  { rootDirectory, settingsFile }: { readonly rootDirectory: string; readonly settingsFile: string },
  values: SettingValues,
): Promise<boolean> {
  const file = path.resolve(rootDirectory, settingsFile);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const changed = withSettings(text, values);
  if (changed === text) return false;
  await writeAtomically(file, Buffer.from(changed));
  return true;
}
