import { expect, test } from '@jest/globals';

import { median, pairedSpread, ratio, rounded } from './statistics';

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
  [[], undefined],
])('the median of %j is %p', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test.each([
  [6, 3, 2],
  [undefined, 3, undefined],
  [6, undefined, undefined],
  [6, 0, undefined],
])('the ratio of %p to %p is %p', (value, base, expected) => {
  expect(ratio(value, base)).toBe(expected);
});

test('the spread compares what was measured together', () => {
  expect(pairedSpread([10, 30], [5, 10])).toEqual([2, 3]);
  expect(pairedSpread([], [5])).toBeUndefined();
});

test('figures keep three digits', () => {
  expect([rounded(22.4567), rounded(37_687), rounded(undefined)]).toEqual([22.5, 37_700, undefined]);
});
