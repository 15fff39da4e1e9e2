import path from 'node:path';
import { compareGuards } from './guard-comparison/compare-guards';
import { documentFile, resultsFile, writeComparison } from './guard-comparison/write-comparison';
import { createOutput } from './io/output';

/** `npm run compare-guards`: what the guard and its peers say about each trap, measured and written down. */
const main = async () => {
  const output = createOutput();
  const comparison = await output.step('Compare the guards', compareGuards);
  if (comparison.versions['cfn-lint'] === undefined) {
    output.warn('cfn-lint is not installed, so its column says “not run”: pip install cfn-lint==1.51.0');
  }
  await writeComparison(path.join(__dirname, '..'), comparison);
  output.line(`${comparison.traps.length} traps: ${documentFile}, ${resultsFile}`);
};

void main();
