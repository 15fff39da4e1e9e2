import { expect, test } from '@jest/globals';
import { judgeStart, startMarkdown, type StartReport } from './run-start-bench';

const report = (waffle: readonly number[]): StartReport => ({
  startedAt: '2026-11-22T00:00:00.000Z',
  rounds: 3,
  environment: { node: '20.19.0' },
  milliseconds: { node: [50, 60, 90], waffle },
});

test('the median of the differences decides', () => {
  expect(judgeStart(report([150, 170, 300]))).toEqual({
    nodeMs: 60,
    waffleMs: 170,
    moreMs: 110,
    holds: true,
  });
});

test('a start that takes too long is missed, and says so', () => {
  const slow = report([250, 260, 290]);
  expect(judgeStart(slow).holds).toBe(false);
  expect(startMarkdown(slow)).toContain('Under 150 ms more: **MISSED**');
});
