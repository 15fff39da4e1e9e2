import { expect, test } from '@jest/globals';

import { checkFloors } from './floors';

const floor = (what: string, figures: Parameters<typeof checkFloors>[0]) =>
  checkFloors(figures).find((candidate) => candidate.what.startsWith(what))?.holds;

test.each([
  ['cached hits, times', { timesOriginal: 18 }, true],
  ['cached hits, times', { timesOriginal: 17.9 }, false],
  ['cached hits, of bare', { ofBareNode: 0.84 }, false],
  ['p99', { p99Ms: 3 }, false],
  ['p99', { p99Ms: 2.99 }, true],
  ['rebuilds when 200 wait at', { rebuilds: 2 }, false],
  ['rebuilds when 200 wait at', { rebuilds: 0 }, false],
  ['refused of', { burstRefused: 1 }, false],
  ['SELECTs of `?name=`', { selectsPerName: 2 }, true],
  ['memory', { memoryMiB: 139 }, true],
  ['memory', {}, undefined],
])('%s with %j holds: %p', (what, ours, expected) => {
  expect(floor(what, { ours })).toBe(expected);
});
