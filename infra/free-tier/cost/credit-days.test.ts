import { expect, test } from '@jest/globals';
import { creditDays } from './credit-days';

test.each([
  [26.91, 100, 113.03],
  [0, 100, Infinity],
  [0, 0, Infinity],
  [26.91, 0, 0],
])('%s USD a month leave of %s USD of credit %s days', (monthlyUsd, creditUsd, days) => {
  expect(creditDays(monthlyUsd, creditUsd)).toBeCloseTo(days, 2);
});

test.each([
  [-1, 100],
  [26.91, NaN],
])('%s and %s are no amounts', (monthlyUsd, creditUsd) => {
  expect(() => creditDays(monthlyUsd, creditUsd)).toThrow(RangeError);
});
