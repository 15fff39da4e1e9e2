import { describe, expect, test } from '@jest/globals';
import { deployJobScript } from './deploy-script';
import { describeReleases, listReleases } from './list-releases';
import { type InstanceReleases, receiptAfter, rollbackFrom } from './read-releases';
import type { Receipt } from './receipt';
import { requireSettled } from './require-settled';
import { type DeployEnd, requireDeployed } from './run-deploy';

const receipt = (release: string, changes: Partial<Receipt> = {}): Receipt => ({
  kind: 'release',
  release,
  outcome: 'serves',
  failedStep: '',
  by: 'ada',
  began: `2026-11-22T0${release.length}:00:00Z`,
  milliseconds: 4_804,
  phases: {},
  migrations: [],
  commit: null,
  requests: { answered: 12, failed: 0 },
  ...changes,
});
const kept = (id: string) => ({ id, commit: '1a2b3c4d5e6f', time: '', slots: [], receipt: receipt(id) });
const onInstance: InstanceReleases = {
  current: 'aaa',
  previous: 'bb',
  releases: ['aaa', 'bb', 'c'].map(kept),
  receiptCount: 20,
  receipts: [
    receipt('c'),
    receipt('bad', { outcome: 'failed', failedStep: 'migrate the database' }),
    receipt('aaa'),
  ],
};

test('nothing that a word holds is a command', () => {
  const script = deployJobScript({
    words: ["s3://b/it's $(reboot).tar.gz"],
    region: 'us-east-1',
    by: 'ada; reboot',
  });
  expect(script).toContain(`deploy.sh 's3://b/it'\\''s $(reboot).tar.gz' 2>&1`);
  expect(script).toContain('SUDO_USER=adareboot\n');
});

test('lists the newest deploy first, with what each is', () => {
  const stored = { id: 'dddd', url: '', bytes: 1, storedAt: '2026-11-01T00:00:00Z', isFirst: false };
  const rows = listReleases(onInstance, [stored, { ...stored, id: 'bb', isFirst: true }]);
  expect(rows.map(({ id, state, inS3, isFirst }) => [id, state, inS3, isFirst])).toEqual([
    ['aaa', 'serves', false, false],
    ['bb', 'previous', true, true],
    ['c', 'kept', false, false],
    ['dddd', 'in S3', true, false],
  ]);
});

test('names the deploys that failed below the releases', () => {
  expect(describeReleases(listReleases(onInstance, []), onInstance)).toMatch(
    /\n\nlast ones that failed\n {2}bad .* failed after 4\.8 s in step 'migrate the database'$/,
  );
});

test.each([
  [17, 'c'],
  [18, 'bad'],
  [19, 'aaa'],
  [20, undefined],
  [3, undefined],
])('after %i receipts came that of %s', (before, release) => {
  expect(receiptAfter(onInstance, before)?.release).toBe(release);
});

describe('a release that was rolled back from', () => {
  const [deployed, failed, back] = [
    (id: string) => receipt(id),
    (id: string) => receipt(id, { outcome: 'failed' }),
    (id: string) => receipt(id, { kind: 'rollback' }),
  ];
  test.each([
    ['is known', [deployed('a'), deployed('b'), back('a')], 'a'],
    ['is known after what failed since', [deployed('b'), back('a'), failed('b'), failed('c')], 'a'],
    ['is known though others came and went', [deployed('b'), back('a'), deployed('c'), back('a')], 'a'],
    ['is forgotten once it serves again', [deployed('b'), back('a'), deployed('b')], undefined],
    ['is not what another release followed', [deployed('b'), deployed('c'), back('a')], undefined],
    ['is not what was never here', [deployed('a'), back('c')], undefined],
  ])('%s', (_which, receipts, to) => {
    expect(rollbackFrom({ ...onInstance, receipts }, 'b')?.release).toBe(to);
  });
});

const failed = (lastLine: string): DeployEnd => ({
  ok: false,
  kind: 'release',
  from: 'bb',
  serving: 'bb',
  receipt: receipt('bad', { outcome: 'failed', failedStep: 'unpack and verify the release' }),
  lastLines: [lastLine],
});

test.each([
  ['go back all the same: deploy.sh --rollback --despite-migrations', 'waffle rollback --despite-migrations'],
  ['another deploy is running on this instance, pid 7', 'wait until it has ended'],
  ['An error occurred (403) when calling the HeadObject operation: Forbidden', 'waffle up'],
  ['not ready after 20 s', 'waffle logs --unit app'],
])('after «%s» the way out is %s', (lastLine, fix) => {
  const end = () => requireDeployed(failed(lastLine));
  expect(end).toThrow(`failed in step 'unpack and verify the release'; bb serves on.\n${lastLine}`);
  expect(end).toThrow(expect.objectContaining({ code: 1, fix: expect.stringContaining(fix) }));
});

test('a stack that is being changed is left alone', () => {
  const stack = {
    name: 'waffle-backend',
    id: '',
    statusReason: undefined,
    createdAt: undefined,
    terminationProtection: false,
    outputs: {},
  };
  expect(() => requireSettled({ ...stack, status: 'UPDATE_IN_PROGRESS' })).toThrow(
    'is being changed: UPDATE_IN_PROGRESS',
  );
  expect(() => requireSettled({ ...stack, status: 'UPDATE_COMPLETE' })).not.toThrow();
});
