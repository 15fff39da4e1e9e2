import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { renderReport, type Report, summarizeFigures, writeReport } from './report';

const good: Report = {
  ok: true,
  image: 'debian13',
  startedAt: '2026-11-21T10:15:00.000Z',
  seconds: 95.2,
  cached: true,
  release: '20261121T101500Z-1a2b3c4d',
  steps: [
    { name: 'boot the instance', ok: true, seconds: 41.04, depth: 0, note: 'told: SUCCESS | 0' },
    { name: 'sign up', ok: true, seconds: 0.4, depth: 1 },
  ],
  faults: [],
  timeline: [],
  figures: { bootToHttpsSeconds: 45.1, peakMemoryMiB: 512, archiveBytes: 2_000_000, outOfMemoryKills: 0 },
};
const bad: Report = {
  ...good,
  ok: false,
  steps: [{ name: 'boot the instance', ok: false, seconds: 3, depth: 0 }],
  figures: {},
  failure: { step: 'install packages', message: 'the instance told FAILURE', logTail: 'E: Unable to locate' },
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'waffle-report-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a good report begins with the system and what held and lists figures and steps', () => {
  const text = renderReport(good);
  expect(text).toMatch(
    /^# Rehearsal of the deploy on debian13\n\nEverything held: started 2026-11-21T10:15:00.000Z, took /,
  );
  expect(text).toContain('with cached root file systems, release 20261121T101500Z-1a2b3c4d.');
  expect(text).toContain('| peak memory of the instance, page cache included | 512 MiB |');
  expect(text).toContain('| processes killed for memory | 0 |');
  expect(text).toMatch(/^\| · sign up \| ok \| .+ \| {2}\|$/m);
  expect(text).not.toContain('## Why');
});

test('a bar in a note does not end its cell', () => {
  expect(renderReport(good)).toContain('told: SUCCESS \\| 0 |');
});

test('a failed report says which step failed and why', () => {
  const text = renderReport(bad);
  expect(text).toContain('**Failed in step “install packages”**');
  expect(text).toContain('## Why\n\nthe instance told FAILURE\n\n```\nE: Unable to locate\n```');
  expect(text).toMatch(/^\| boot the instance \| FAILED \|/m);
});

test('a figure that was not reached is absent', () => {
  expect(summarizeFigures({})).toBe('');
  expect(summarizeFigures({ peakMemoryMiB: 512 }).trim()).toMatch(/^peak memory of the instance.* 512 MiB$/);
});

test('report.json has the agreed shape', async () => {
  await writeReport(directory, good);
  expect(JSON.parse(readFileSync(path.join(directory, 'report.json'), 'utf8'))).toEqual({
    ok: true,
    image: 'debian13',
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    seconds: expect.any(Number),
    cached: true,
    release: expect.any(String),
    steps: expect.arrayContaining([
      expect.objectContaining({ name: 'sign up', ok: true, seconds: expect.any(Number) }),
    ]),
    figures: expect.objectContaining({
      bootToHttpsSeconds: expect.any(Number),
      peakMemoryMiB: expect.any(Number),
      archiveBytes: expect.any(Number),
    }),
    faults: [],
    timeline: [],
  });
});

test('a later report replaces the earlier one, and nothing half-written stays', async () => {
  await writeReport(directory, good);
  await writeReport(directory, bad);
  expect(readdirSync(directory).sort()).toEqual(['report.json', 'report.md']);
  expect(readFileSync(path.join(directory, 'report.md'), 'utf8')).toBe(renderReport(bad));
});
