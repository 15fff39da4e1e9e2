import { expect, test } from '@jest/globals';

import { judgeSynth, synthMarkdown } from './synth-report';

const report = (ours: readonly number[]) => ({
  startedAt: '2026-11-21T21:00:00.000Z',
  rounds: 3,
  environment: { node: '20.20.2' },
  seconds: { empty: [4, 4, 5], ours },
});

test('the ratio is that of the medians', () => {
  expect(judgeSynth(report([6, 6, 9]))).toEqual({
    emptySeconds: 4,
    oursSeconds: 6,
    timesEmpty: 1.5,
    spread: [1.5, 1.8],
    holds: true,
  });
});

test.each([
  [[7.9, 7.9, 7.9], 'holds'],
  [[8, 8, 8], 'MISSED'],
])('%p s against 4 s: %s', (ours, verdict) => {
  expect(synthMarkdown(report(ours))).toContain(`Under 2 times: **${verdict}**.`);
});

test('nothing measured does not hold', () => {
  expect(judgeSynth({ ...report([]), seconds: { empty: [], ours: [] } }).holds).toBe(false);
});
