import { expect, test } from '@jest/globals';

import { problemsInLog } from './process-log';

test.each([
  ['{"level":30,"msg":"request"}\n', 0],
  ['{"level":40,"msg":"Redis cannot be used"}\n', 0],
  ['{"level":50,"msg":"request failed"}\n', 1],
  ['{"level":60,"a":1}\n{"level":30,"a":1}\n{"level":50,"a":1}\n', 2],
  ['(node:7) MaxListenersExceededWarning: Possible EventEmitter memory leak\n', 1],
  ['Error: broken\n    at Server.<anonymous>\n', 2],
  ['{"level":30,"a":1}\n{"lev', 0],
  ['', 0],
])('in %j are %i problems', (output, count) => {
  expect(problemsInLog(output)).toHaveLength(count);
});
