import { describe, test } from '@jest/globals';

import { readEnvironment } from '../../bin/io/environment';

/**
 * `describe` where the machine has what the tests need. Elsewhere they are skipped under a title that says what is
 * missing; in continuous integration a test of that title fails instead, so that nothing is skipped unnoticed.
 */
export function describeWhere(isAvailable: boolean, need: string, name: string, tests: () => void): void {
  if (isAvailable) return describe(name, tests);
  const title = `${name}: skipped, it needs ${need}`;
  if (!readEnvironment().ci) return test.skip(title, () => undefined);
  test(title, () => {
    throw new Error(`In continuous integration no test is skipped: provide ${need}.`);
  });
}
