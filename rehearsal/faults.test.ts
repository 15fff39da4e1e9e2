import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { run } from '../bin/io/run';
import type { Report } from './report';

const rootDirectory = path.join(__dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'waffle-faults-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const canRehearse = process.platform === 'linux' && process.getuid?.() === 0;
const rehearsalTest = canRehearse ? test : test.skip;
const needs = canRehearse ? '' : ' (SKIPPED: a rehearsal needs Linux and root)';

rehearsalTest.each([
  ['package', 'install packages', /redis-server_\S+ {2}404/],
  ['database-password', 'migrate the database', /Access denied for user 'waffle'/],
  ['disk', 'unpack and verify the release', /No space left on device/],
])(
  `with the fault “%s” it ends in the step “%s”, with the reason from its log${needs}`,
  async (fault, step, reason) => {
    const resultsDirectory = path.join(scratch, fault);
    const { code, stdout } = await run(
      [
        path.join(rootDirectory, 'bin/waffle'),
        'rehearse',
        '--fault',
        fault,
        '--json',
        '--results',
        resultsDirectory,
      ],
      { allowFailure: true, timeoutMs: 600_000 },
    );
    const report = JSON.parse(stdout) as Report;
    expect([code, report.ok, report.failure?.step]).toEqual([1, false, step]);
    expect(report.failure?.logTail).toMatch(reason);
  },
  600_000,
);
