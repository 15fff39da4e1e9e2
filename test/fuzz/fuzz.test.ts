import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { describeWhere } from '../helpers/when-available';
import { describeFinding } from './describe-report';
import { apiCalls } from './operations';
import { RealTarget } from './real-target';
import { type FuzzReport, runFuzz } from './run-fuzz';
import { readFuzzSettings } from './settings';

const settings = readFuzzSettings(process.env, 5_000);
const { seed, requests } = settings;

let target: RealTarget;
let report: FuzzReport;
beforeAll(async () => {
  target = await RealTarget.start();
  report = await runFuzz({ ...settings, target });
}, 30 * 60_000);
afterAll(() => target.stop());

test(`${requests} generated requests do no harm (FUZZ_SEED=${seed})`, () => {
  expect(report.findings.map(describeFinding).join('\n')).toBe('');
  expect(report.sent).toBe(requests);
});

/** Users change only themselves, so this one is always refused. */
const alwaysRefused = 'updateUser';

describeWhere(requests >= 5_000, 'FUZZ_REQUESTS of 5000 or more', 'every call', () => {
  test.each(apiCalls.map(({ id }) => id))('%s is reached, and does what it is for', (id) => {
    const succeeded = Object.keys(report.answers[id] ?? {}).filter((status) =>
      id === alwaysRefused ? status === '403' : ['200', '201'].includes(status),
    );
    expect(succeeded).not.toEqual([]);
  });
});
