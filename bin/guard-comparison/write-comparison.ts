import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { comparisonTable, summaryOf, trapsTable, type Comparison } from './tables';

export const resultsFile = 'results/free-tier/guards.json';
export const documentFile = 'docs/free-tier.md';

/** The generated parts of docs/free-tier.md, by the name of their marks. */
export const partsOf = (comparison: Comparison): Readonly<Record<string, string>> => ({
  traps: trapsTable(comparison.traps),
  summary: summaryOf(comparison),
  comparison: comparisonTable(comparison),
});

/** Text with each part between `<!-- name -->` and `<!-- /name -->` replaced. */
export const replaceParts = (text: string, parts: Readonly<Record<string, string>>): string =>
  Object.entries(parts).reduce((replaced, [name, part]) => {
    const marks = new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);
    return replaced.replace(marks, (_, open: string, close: string) => `${open}\n\n${part}\n\n${close}`);
  }, text);

/** Writes what was measured, and the tables of the document from it. */
export async function writeComparison(rootDirectory: string, comparison: Comparison): Promise<void> {
  const { format, resolveConfig } = await import('prettier'); // only the writer needs it
  const results = path.join(rootDirectory, resultsFile);
  await mkdir(path.dirname(results), { recursive: true });
  await writeFile(results, `${JSON.stringify(comparison, null, 2)}\n`);
  const document = path.join(rootDirectory, documentFile);
  const text = replaceParts(await readFile(document, 'utf8'), partsOf(comparison));
  const options = await resolveConfig(document);
  await writeFile(document, await format(text, { ...options, parser: 'markdown' }));
}
