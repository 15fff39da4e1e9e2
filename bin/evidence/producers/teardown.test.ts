import { expect, test } from '@jest/globals';
import { failedClaims } from '../testing/failed-claims';
import { judgeReceipt } from './teardown';

type Receipt = Parameters<typeof judgeReceipt>[0];

const stack = (name: string, isGone: boolean) => ({ name, region: 'us-east-1', isGone, resources: [] });
const kind = (why?: string) => ({
  ...{ kind: 'volume', name: 'EBS volumes', regions: ['us-east-1'], ours: 0, others: 2, shared: 0 },
  notAsked: why === undefined ? [] : [{ region: 'us-east-1', why }],
});
const well: Receipt = {
  exitCode: 0,
  outcome: 'nothing left',
  monthlyUsd: { before: 26.91, after: 0 },
  stacks: [stack('waffle-backend', true)],
  kinds: [kind(), kind()],
};

test.each(['nothing left', 'nothing billed left'] as const)('a receipt of %s is shown', (outcome) => {
  expect(failedClaims(judgeReceipt({ ...well, outcome }))).toEqual([]);
});

const notBilled = 'nothing billed is left';
const lookedFor = 'each kind of leftover was looked for';

test.each<readonly [string, Partial<Receipt>, string]>([
  ['an end with another code', { exitCode: 3 }, 'it ended well'],
  ['something billed', { outcome: 'something billed is left' }, notBilled],
  ['what could not be asked', { outcome: 'not everything could be asked' }, notBilled],
  ['what could not be deleted', { outcome: 'something could not be deleted' }, notBilled],
  ['an interrupted one', { outcome: 'interrupted' }, notBilled],
  ['what still costs', { monthlyUsd: { before: 26.91, after: 3.65 } }, 'it costs nothing any more'],
  ['a stack that is still there', { stacks: [stack('waffle-backend', false)] }, 'each stack is gone'],
  ['a kind that was not asked', { kinds: [kind(), kind('denied')] }, lookedFor],
  ['no kind at all', { kinds: [] }, lookedFor],
])('%s is shown as failed', (_, changes, claim) => {
  expect(failedClaims(judgeReceipt({ ...well, ...changes }))).toEqual([claim]);
});

test('the stack that is still there is named', () => {
  const stacks = [stack('waffle-backend', true), stack('waffle-backend-budget', false)];
  const checks = judgeReceipt({ ...well, stacks });
  expect(checks.find(({ ok }) => !ok)?.seen).toBe('waffle-backend-budget');
});
