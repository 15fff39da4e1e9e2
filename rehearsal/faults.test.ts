import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { run } from '../bin/io/run';
import type { Report } from './report';

const rootDirectory = path.join(__dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'waffle-faults-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const canRehearse = process.platform === 'linux' && process.getuid?.() === 0;
const rehearsalTest = canRehearse ? test : test.skip;
const needs = canRehearse ? '' : ' (SKIPPED: a rehearsal needs Linux and root)';

const cases = [
  ['package', 'install packages', /redis-server_\S+ {2}404/],
  ['database-password', 'migrate the database', /Access denied for user 'waffle'/],
  ['disk', 'unpack and verify the release', /No space left on device/],
] as const;

async function rehearse(fault: string) {
  const { code, stdout } = await run(
    [
      path.join(rootDirectory, 'bin/waffle'),
      'rehearse',
      '--fault',
      fault,
      '--json',
      '--results',
      path.join(scratch, fault),
    ],
    { allowFailure: true, timeoutMs: 600_000 },
  );
  return { code, report: JSON.parse(stdout) as Report };
}

/** Each is a machine of its own, and waits more than it works. */
let rehearsals: Promise<Readonly<Record<string, Awaited<ReturnType<typeof rehearse>>>>>;
beforeAll(() => {
  if (!canRehearse) return;
  const all = cases.map(async ([fault]) => [fault, await rehearse(fault)] as const);
  rehearsals = Promise.all(all).then(Object.fromEntries);
});

rehearsalTest.each(cases)(
  `with the fault “%s” it ends in the step “%s”, with the reason from its log${needs}`,
  async (fault, step, reason) => {
    const { code, report } = (await rehearsals)[fault] ?? {};
    expect([code, report?.ok, report?.failure?.step]).toEqual([1, false, step]);
    expect(report?.failure?.logTail).toMatch(reason);
  },
  600_000,
);
