import { expect, test } from '@jest/globals';

import { Dice } from './dice';

const rolls = (dice: Dice) => Array.from({ length: 1_000 }, () => dice.next());

test('the same seed, kind and index give the same numbers', () => {
  expect(rolls(new Dice(1, 'post', 7))).toEqual(rolls(new Dice(1, 'post', 7)));
});

test.each([
  [2, 'post', 7],
  [1, 'student', 7],
  [1, 'post', 8],
])('seed %i, kind %s and index %i give others', (seed, kind, index) => {
  const known = new Set(rolls(new Dice(1, 'post', 7)));
  expect(rolls(new Dice(seed, kind, index)).filter((number) => known.has(number))).toEqual([]);
});

test('numbers are spread evenly, also the first ones of neighbours', () => {
  const firsts = Array.from({ length: 10_000 }, (_, index) => new Dice(1, 'post', index).below(10));
  for (let digit = 0; digit < 10; digit += 1) {
    const share = firsts.filter((first) => first === digit).length / firsts.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.02);
  }
});

test('several are as many, different and below the limit', () => {
  const several = new Dice(1, 'post', 0).several(30, 40);
  expect(new Set(several).size).toBe(30);
  expect(Math.max(...several)).toBeLessThan(40);
});
