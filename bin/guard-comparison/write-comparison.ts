import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeParts } from '../document-parts';
import { comparisonTable, summaryOf, trapsTable, type Comparison } from './tables';

export const resultsFile = 'results/free-tier/guards.json';
export const documentFile = 'docs/free-tier.md';

/** The generated parts of docs/free-tier.md, by the name of their marks. */
export const partsOf = (comparison: Comparison): Readonly<Record<string, string>> => ({
  traps: trapsTable(comparison.traps),
  summary: summaryOf(comparison),
  comparison: comparisonTable(comparison),
});

/** Writes what was measured, and the tables of the document from it. */
export async function writeComparison(rootDirectory: string, comparison: Comparison): Promise<void> {
  const results = path.join(rootDirectory, resultsFile);
  await mkdir(path.dirname(results), { recursive: true });
  await writeFile(results, `${JSON.stringify(comparison, null, 2)}\n`);
  await writeParts(path.join(rootDirectory, documentFile), partsOf(comparison));
}
