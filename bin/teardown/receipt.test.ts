import { describe, expect, test } from '@jest/globals';
import { describeProof, describeReceipt } from './describe-receipt';
import type { Kind } from './kind';
import type { Answer, Found, Look } from './look';
import { makeReceipt, maskSecrets, type ReceiptFacts } from './receipt';

const kind: Kind = {
  ...{ id: 'volume', name: 'EBS volumes', scope: 'region' as const },
  ...{ bills: '', foundBy: '', knownBy: '', deletedBy: '' },
  list: () => Promise.resolve([]),
};
const volume = (id: string, rest: Partial<Found> = {}): Found => ({
  ...{ id, kind: 'volume', region: 'us-east-1', owner: 'ours', isBilled: true, monthlyUsd: 0.96 },
  ...rest,
});
const look = (found: readonly Found[], rest: Partial<Answer> = {}): Look => ({
  answers: [{ kind, region: 'us-east-1', found, ...rest }],
  stacks: [],
  asks: [],
});
const removed = (id: string, failure?: string) => ({
  found: volume(id),
  at: new Date('2026-11-21T10:15:02Z'),
  ...(failure !== undefined && { failure }),
});
const gone = { isGone: true, resources: [] };
const stuck = { isGone: false, resources: [], reason: 'DELETE_FAILED' };
const receiptOf = (facts: Partial<ReceiptFacts>) =>
  makeReceipt({
    ...{ project: 'waffle-backend', account: '123456789012', command: 'waffle down', version: '0.1.0' },
    startedAt: new Date('2026-11-21T10:15:00Z'),
    endedAt: new Date('2026-11-21T10:16:05Z'),
    ...{ regions: ['us-east-1'], dump: undefined, stacks: [], removed: [] },
    ...{ before: look([volume('vol-1')]), after: look([]), whyKept: () => undefined },
    ...facts,
  });
const stack = (result: ReceiptFacts['stacks'][number]['result']) => [
  { name: 'waffle-backend', region: 'us-east-1', result },
];

describe('the outcome is the worst of what was seen', () => {
  test.each<[string, number, Partial<ReceiptFacts>]>([
    ['nothing left', 0, {}],
    ['nothing left', 0, { stacks: stack(gone) }],
    // It still lists for a moment, and was gone at the next look.
    ['nothing left', 0, { removed: [removed('vol-1', 'in use')] }],
    ['nothing left', 0, { after: look([volume('vol-9', { owner: 'stranger' })]) }],
    ['nothing billed left', 0, { after: look([volume('vol-1', { isBilled: false, monthlyUsd: 0 })]) }],
    ['something billed is left', 3, { after: look([volume('vol-1')]) }],
    ['something billed is left', 3, { after: look([volume('vol-1', { monthlyUsd: undefined })]) }],
    ['not everything could be asked', 1, { after: look([], { failure: 'denied' }) }],
    ['not everything could be asked', 1, { after: look([volume('vol-1')], { failure: 'denied' }) }],
    ['something could not be deleted', 1, { stacks: stack(stuck) }],
    [
      'something could not be deleted',
      1,
      { after: look([volume('vol-1')]), removed: [removed('vol-1', 'in use')] },
    ],
    ['interrupted', 4, { after: undefined, endedEarlyWith: 4, stacks: stack(stuck) }],
    ['interrupted', 5, { after: undefined, endedEarlyWith: 5, stacks: stack(stuck) }],
  ])('%s (%i)', (outcome, exitCode, facts) => {
    expect(receiptOf(facts)).toMatchObject({ outcome, exitCode });
  });
});

test('it sums what is known and counts what is not', () => {
  const after = look([volume('vol-1'), volume('vol-2', { monthlyUsd: undefined })]);
  const receipt = receiptOf({ after, before: look([volume('vol-1'), volume('vol-2'), volume('vol-3')]) });
  expect(receipt).toMatchObject({
    monthlyUsd: { before: 2.88, after: 0.96 },
    unpriced: { before: 0, after: 1 },
  });
  expect(describeReceipt(receipt)).toContain('0.96 USD a month, and 1 of unknown price');
});

test('it says what was deleted, and not what only was tried', () => {
  const after = look([volume('vol-2')]);
  const { deleted, failed } = receiptOf({ after, removed: [removed('vol-1'), removed('vol-2', 'in use')] });
  expect(deleted).toMatchObject([{ id: 'vol-1', at: '2026-11-21T10:15:02.000Z' }]);
  expect(failed).toMatchObject([{ id: 'vol-2', why: 'in use' }]);
});

test('a kind that nobody could ask is named with its reason', () => {
  const text = describeProof(receiptOf({ after: look([], { failure: 'may not do this' }) }));
  expect(text).toContain('  volume  us-east-1  may not do this');
  expect(text).toContain('| EBS volumes |  | 0 | 0 | 0 | us-east-1: may not do this |');
});

test.each([
  ['arn:aws:iam::123456789012:role/a', 'arn:aws:iam::********9012:role/a'],
  ['from 203.0.113.7', 'from home-address'],
])('%s is masked as %s', (text, masked) => {
  expect(maskSecrets(text, '123456789012', '203.0.113.7/32')).toBe(masked);
});
