import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { describeWhere } from '../helpers/when-available';
import { askAlone } from './ask-alone';
import { describeFinding } from './describe-report';
import { type ApiCall, apiCalls } from './operations';
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

/**
 * As far as these come: users change only themselves; no generated text is a good token; and a sign-in is refused
 * once enough others have failed.
 */
const alwaysRefused: Readonly<Record<string, readonly string[]>> = {
  updateUser: ['403'],
  logIn: ['200', '429'],
  startSession: ['200', '429'],
  refreshSession: ['401'],
};

/** What chance has left out among so many calls is asked for alone. */
const isReached = async (call: ApiCall) => {
  const statuses = alwaysRefused[call.id] ?? ['200', '201', '202', '204'];
  const got = Object.keys(report.answers[call.id] ?? {});
  return statuses.some((status) => got.includes(status)) || askAlone(target, call, statuses, seed);
};

describeWhere(requests >= 5_000, 'FUZZ_REQUESTS of 5000 or more', 'every call', () => {
  test.each(apiCalls)('$id is reached, and does what it is for', async (call) => {
    expect(await isReached(call)).toBe(true);
  });
});
