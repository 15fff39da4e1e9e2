import path from 'node:path';
import { writeAtomically } from '../release/write-atomically';
import { describeProof } from './describe-receipt';
import type { Receipt } from './receipt';

/** `results/teardown/20261121T101500Z-waffle-backend.md`, and `.json` beside it; the path of the first, seen from the project. */
export async function writeReceipt(receipt: Receipt, rootDirectory: string): Promise<string> {
  const time = receipt.startedAt.slice(0, 19).replaceAll(/[-:]/g, '');
  const file = path.join('results/teardown', `${time}Z-${receipt.project}`);
  const write = (extension: string, text: string) =>
    writeAtomically(path.join(rootDirectory, `${file}${extension}`), Buffer.from(`${text}\n`));
  await write('.json', JSON.stringify(receipt, null, 2));
  await write('.md', describeProof(receipt));
  return `${file}.md`;
}
