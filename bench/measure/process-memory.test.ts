import { expect, test } from '@jest/globals';

import { memoryOfTrees, sumOfTree } from './process-memory';

test('shared memory of a tree counts once', () => {
  const workers = [
    { residentKiB: 100, privateKiB: 60 },
    { residentKiB: 90, privateKiB: 70 },
  ];
  expect(sumOfTree(workers)).toBe(60 + 70 + 40);
});

test('memory of one process is its resident memory', () => {
  expect(sumOfTree([{ residentKiB: 100, privateKiB: 60 }])).toBe(100);
});

const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux('memory of this process is what Node says', () => {
  expect(memoryOfTrees([process.pid])).toBeGreaterThan((process.memoryUsage.rss() / 2 ** 20) * 0.8);
});
