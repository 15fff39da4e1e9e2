import { expect, test } from '@jest/globals';

import { emptySamples, figuresOf, type Samples } from './figures';

const hits = (...rates: number[]) =>
  rates.map((perSecond) => ({ perSecond, p50Ms: 1, p99Ms: 2, refused: perSecond === 13 ? 4 : 0 }));
const samples = (changes: Partial<Samples>): Samples => ({ ...emptySamples(), ...changes });

test('ratios are those of the medians', () => {
  const figures = figuresOf({
    original: samples({ hits: hits(1, 2, 30) }),
    'bare-node': samples({ hits: hits(80, 40, 50) }),
    ours: samples({ hits: hits(40, 44, 90) }),
  });
  expect(figures['ours']).toMatchObject({ hitPerSecond: 44, timesOriginal: 22, ofBareNode: 0.88 });
  expect(figures['ours']?.timesOriginalSpread).toEqual([3, 40]);
});

test('what was not measured is absent', () => {
  expect(figuresOf({ ours: samples({ hits: hits(40) }) })['ours']).toEqual({
    hitPerSecond: 40,
    p50Ms: 1,
    p99Ms: 2,
    refused: 0,
  });
});

test('the worst burst counts', () => {
  const bursts = [1, 7, 3].map((rebuilds) => ({ rebuilds, refused: rebuilds - 1, milliseconds: 5 }));
  expect(figuresOf({ ours: samples({ bursts }) })['ours']).toMatchObject({ rebuilds: 7, burstRefused: 6 });
});

test('every refused answer counts', () => {
  expect(figuresOf({ ours: samples({ hits: hits(13, 2), names: hits(13) }) })['ours']?.refused).toBe(8);
});
