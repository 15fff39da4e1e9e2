import { readFile, writeFile } from 'node:fs/promises';

/** Text with each part between `<!-- name -->` and `<!-- /name -->` replaced. */
export const replaceParts = (text: string, parts: Readonly<Record<string, string>>): string =>
  Object.entries(parts).reduce((replaced, [name, part]) => {
    const marks = new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);
    return replaced.replace(marks, (_, open: string, close: string) => `${open}\n\n${part}\n\n${close}`);
  }, text);

/** Replaces the generated parts of a Markdown file, formatted as the rest of it. */
export async function writeParts(file: string, parts: Readonly<Record<string, string>>): Promise<void> {
  const { format, resolveConfig } = await import('prettier'); // only the writer needs it
  const text = replaceParts(await readFile(file, 'utf8'), parts);
  const options = await resolveConfig(file);
  await writeFile(file, await format(text, { ...options, parser: 'markdown' }));
}
