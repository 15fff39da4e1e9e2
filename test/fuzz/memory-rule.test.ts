import { describe, expect, test } from '@jest/globals';

import { judgeMemory } from './memory-rule';

const length = 200;
const series = (valueAt: (index: number) => number) => Array.from({ length }, (_, index) => valueAt(index));
/** Always the same noise, between -1 and 1. */
const noise = (index: number) => Math.sin(index * 12.9898) * Math.cos(index * 78.233);
const warmingUp = (index: number) => 60 + 80 * (1 - Math.exp(-index / 15));

describe('memory that', () => {
  test.each<[string, (index: number) => number]>([
    ['stays the same', () => 120],
    ['is noisy', (index) => 120 + 8 * noise(index)],
    ['grows while it warms up', warmingUp],
    ['grows while it warms up, in a saw', (index) => warmingUp(index) + 2 * (index % 10)],
    ['is a saw of collections', (index) => 100 + 4 * (index % 13)],
    ['has a peak', (index) => (index > 150 && index < 160 ? 400 : 120)],
    ['falls', (index) => 160 - index / 4],
  ])('%s does not grow', (_title, valueAt) => {
    expect(judgeMemory(series(valueAt)).grows).toBe(false);
  });

  test.each<[string, (index: number) => number]>([
    ['leaks', (index) => 100 + index / 5],
    ['leaks in a saw', (index) => 100 + index / 5 + 4 * (index % 13)],
    ['leaks under noise', (index) => 100 + index / 4 + 8 * noise(index)],
    ['warms up and leaks', (index) => warmingUp(index) + index / 5],
    ['leaks from the middle on', (index) => 100 + Math.max(0, index - 100) / 2],
    ['makes a step that stays', (index) => (index > 110 ? 160 : 120)],
  ])('%s grows', (_title, valueAt) => {
    expect(judgeMemory(series(valueAt)).grows).toBe(true);
  });
});

test('the verdict names both medians', () => {
  expect(judgeMemory(series((index) => 100 + index))).toEqual({ warmMiB: 174.5, endMiB: 274.5, grows: true });
});

test('a handful of samples is not judged', () => {
  expect(() => judgeMemory([1, 2, 3])).toThrow('The memory was seen 3 times; to judge it takes 40.');
});
