import path from 'node:path';
import { writeAtomically } from '../release/write-atomically';
import { describeProof } from './describe-receipt';
import type { Receipt } from './receipt';

/** `20261121T101500Z-waffle-backend.md` in the folder, and `.json` beside it. @returns the path of the first, seen from where one is */
export async function writeReceipt(receipt: Receipt, directory: string): Promise<string> {
  const time = receipt.startedAt.slice(0, 19).replaceAll(/[-:]/g, '');
  const file = path.join(directory, `${time}Z-${receipt.project}`);
  const write = (extension: string, text: string) =>
    writeAtomically(`${file}${extension}`, Buffer.from(`${text}\n`));
  await write('.json', JSON.stringify(receipt, null, 2));
  await write('.md', describeProof(receipt));
  return path.relative(process.cwd(), `${file}.md`);
}
