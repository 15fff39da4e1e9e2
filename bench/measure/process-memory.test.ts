import { expect, test } from '@jest/globals';

import { describeWhere } from '../../test/helpers/when-available';

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

describeWhere(process.platform === 'linux', 'Linux', 'on this machine', () => {
  test('memory of this process is what Node says', () => {
    expect(memoryOfTrees([process.pid])).toBeGreaterThan((process.memoryUsage.rss() / 2 ** 20) * 0.8);
  });
});
