import { readFileSync } from 'node:fs';
import path from 'node:path';

import { writeParts } from './document-parts';
import { type CapacityFile, scalingParts } from './scaling/scaling-tables';

const rootDirectory = path.join(__dirname, '..');

/** `npm run scaling-table`: the arithmetic of docs/scaling.md, from what was measured last and the price list. */
const main = async () => {
  const file = path.join(rootDirectory, 'results/bench/capacity.json');
  const measured = JSON.parse(readFileSync(file, 'utf8')) as CapacityFile;
  await writeParts(path.join(rootDirectory, 'docs/scaling.md'), scalingParts(measured));
};

void main();
