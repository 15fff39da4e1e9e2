import { expect, test } from '@jest/globals';
import { deployJobScript } from './deploy-script';
import { describeReleases, listReleases } from './list-releases';
import { type InstanceReleases, receiptAfter } from './read-releases';
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

const failed = (lastLine: string): DeployEnd => ({
  ok: false,
  kind: 'release',
  url: undefined,
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
