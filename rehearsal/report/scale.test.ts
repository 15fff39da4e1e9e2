import { expect, test } from '@jest/globals';
import { decades, linear, logarithmic, roundTicks, timeTicks } from './scale';

test('a value lies as far along as its share', () => {
  expect(linear([0, 200], [100, 0])(50)).toBe(75);
  expect(logarithmic([1, 10_000], [0, 100])(100)).toBeCloseTo(50);
  expect(logarithmic([1, 10_000], [0, 100])(0)).toBe(0);
});

test.each([
  [7, [0, 2.5, 5, 7.5]],
  [60, [0, 20, 40, 60]],
  [61, [0, 25, 50, 75]],
  [0, [0, 1, 2, 3]],
])('ticks up to %d are round', (most, ticks) => {
  expect(roundTicks(most)).toEqual(ticks);
});

test('decades enclose all values', () => {
  expect(decades([3, 40, 812])).toEqual([1, 10, 100, 1000]);
  expect(decades([])).toEqual([10, 100]);
});

test.each([
  [0, 60, [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]],
  [61, 200, [75, 90, 105, 120, 135, 150, 165, 180, 195]],
])('the clock from %d to %d is read at whole steps', (from, to, ticks) => {
  expect(timeTicks(from, to)).toEqual(ticks);
});
