import { expect, test } from '@jest/globals';

import { checkFloors } from './floors';
import { type Report, reportJson, reportMarkdown } from './report';

const stacks = {
  original: { hitPerSecond: 1_500, timesOriginal: 1, rebuilds: 5, fewestRebuilds: 4, burstRefused: 97 },
  ours: {
    hitPerSecond: 33_000,
    timesOriginal: 22,
    ofBareNode: 0.8,
    rebuilds: 1,
    fewestRebuilds: 1,
    burstRefused: 0,
  },
};
const result = { node: '20.20.2', stacks, floors: checkFloors(stacks) };
const report: Report = {
  startedAt: '2026-11-21T15:00:00Z',
  seconds: 400,
  rounds: 5,
  secondsPerRound: 3,
  environment: { database: 'MySQL 9.7' },
  titles: { original: 'Django', ours: 'this project' },
  results: [result, { ...result, node: '24.21.0' }],
};

test('the JSON has the stacks of the first Node at its top', () => {
  expect(JSON.parse(reportJson(report))).toMatchObject({
    node: '20.20.2',
    stacks: { ours: { timesOriginal: 22, ofBareNode: 0.8, rebuilds: 1 } },
    otherNodes: [{ node: '24.21.0', stacks: { ours: { timesOriginal: 22 } } }],
  });
});

test.each([
  ['a burst with its refusals', '4–5; 97 of 200 refused'],
  ['thousands with commas', '33,000'],
  ['a floor that holds', '| at least 18 | 22 | holds |'],
  ['a floor that does not', '| at least 0.85 | 0.8 | **missed** |'],
  ['a floor without a figure', '| under 350 |  | not measured |'],
  ['what it ran on', '| database | MySQL 9.7 |'],
])('the table shows %s', (_what, text) => {
  expect(reportMarkdown(report)).toContain(text);
});

test('every row of a table has as many cells as its head', () => {
  const cells = reportMarkdown(report)
    .split('\n')
    .filter((line) => /^\| (stack|---|Django|this project) /.test(line))
    .map((line) => line.split(' | ').length);
  expect(new Set(cells.filter((count) => count > 4)).size).toBe(1);
});
