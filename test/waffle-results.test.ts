import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Evidence } from '../bin/evidence/evidence';
import { exitCodes } from '../bin/io/errors';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle } from './helpers/waffle-process';

/** As `waffle down` writes it. */
const receipt = {
  outcome: 'nothing left',
  exitCode: 0,
  project: 'waffle-backend',
  account: '********9012',
  command: 'waffle down',
  startedAt: '2026-11-22T06:15:03.000Z',
  regions: ['us-east-1'],
  stacks: [{ name: 'waffle-backend', region: 'us-east-1', isGone: true }],
  deleted: [],
  left: [],
  kinds: [{ kind: 'stack', name: 'stacks', ours: 0, others: 2, notAsked: [] }],
  monthlyUsd: { before: 26.91, after: 0 },
};

describe('waffle results --only teardown', () => {
  let home: string;
  beforeEach(() => {
    home = makeTemporaryDirectory(tmpdir());
    mkdirSync(path.join(home, 'receipts'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const writeReceipt = (changes = {}, name = '20261122T061503Z-waffle-backend.json') =>
    writeFileSync(path.join(home, 'receipts', name), JSON.stringify({ ...receipt, ...changes }));
  const results = (...words: readonly string[]) => {
    const folders = ['--results', path.join(home, 'out'), '--receipts', path.join(home, 'receipts')];
    return runWaffle(['results', ...folders, ...words], { home, variables: { AWS_REGION: 'us-east-1' } });
  };
  const read = (file: string) => readFileSync(path.join(home, 'out', file), 'utf8');
  const readEvidence = () => JSON.parse(read('evidence/11-teardown.json')) as Evidence;

  test('shows the receipt', async () => {
    writeReceipt();
    expect(await results('--only', 'teardown')).toMatchObject({ code: exitCodes.ok });
    expect(readEvidence()).toMatchObject({ outcome: 'shown', target: 'aws' });
    expect(read('README.md')).toContain('| 11 | After the teardown, nothing is left | Shown |');
  });

  test('shows one that ended badly as failed, and ends with 1', async () => {
    writeReceipt();
    writeReceipt(
      { outcome: 'something billed is left', exitCode: 3 },
      '20261123T061503Z-waffle-backend.json',
    );
    const { code, stderr } = await results('--only', 'teardown');
    expect(code).toBe(exitCodes.failed);
    expect(stderr).toMatch(/^✖ Not shown: teardown\.\n {2}→ read why in .*waffle results --only teardown$/m);
    expect(read('index.html')).toContain('✖ FAILED</span> Nothing billed is left');
  });

  test('says that there is none yet', async () => {
    writeReceipt({}, '20261122T061503Z-another-project.json');
    expect(await results('--only', 'teardown', '--json')).toMatchObject({
      code: exitCodes.ok,
      stdout: expect.stringContaining('"outcome":"absent"'),
    });
    expect(read('README.md')).toContain('> no receipt is there: waffle down writes one');
  });

  test('refuses a name that is none, and lists those that are', async () => {
    expect(await results('--only', 'proof')).toMatchObject({
      code: exitCodes.usage,
      stderr: expect.stringMatching(/proof.*machines, security-group, cache/s),
    });
  });
});
