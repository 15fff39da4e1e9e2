import { expect, test } from '@jest/globals';

import { isComplete, manyMarkdown, type ManyReport, rowsOf } from './many-report';

const measured = (processes: number, perSecond: number, refused = 0) => ({
  title: 'the list',
  processes,
  perSecond,
  perCpuSecond: 2_000,
  p99Ms: 10,
  refused,
});
const report: ManyReport = {
  startedAt: '2026-11-22T12:00:00.000Z',
  rounds: 3,
  seconds: 3,
  environment: { node: 'v20.20.0' },
  measured: [1_000, 900, 5_000].flatMap((one) => [measured(1, one), measured(2, one * 1.5)]),
};

test('medians are compared with those of one process', () => {
  expect(rowsOf(report)).toMatchObject([
    { processes: 1, perSecond: 1_000, times: 1 },
    { processes: 2, perSecond: 1_500, times: 1.5 },
  ]);
  expect(manyMarkdown(report)).toContain('| the list | 2 | 1500 | 1.50 | 2000 | 10 | 0 |');
});

test('a request that was refused spoils the measurement', () => {
  expect(isComplete(report)).toBe(true);
  expect(isComplete({ ...report, measured: [...report.measured, measured(4, 1, 1)] })).toBe(false);
});
