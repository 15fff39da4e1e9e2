import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { figureRows, inOrderOfBegin, summarizeFigures } from './report';
import { renderJson } from './report/json';
import { renderMarkdown } from './report/markdown';
import { writeReport } from './report/write-report';
import { failedReport, sampleReport } from './testing/sample-report';
import { unexecuted } from './unexecuted';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'waffle-report-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a good report begins with the system and what held and lists figures and steps', () => {
  const text = renderMarkdown(sampleReport);
  expect(text).toMatch(
    /^# Rehearsal of the deploy on debian13\n\nEverything held: started 2026-11-21T10:15:00.000Z, took /,
  );
  expect(text).toContain('with cached root file systems, release 20261121T101500Z-1a2b3c4d.');
  expect(text).toContain('| peak memory of the instance, page cache included | 512 MiB |');
  expect(text).toContain('| processes killed for memory | 0 |');
  expect(text).toMatch(/^\| · the cache is gone \| ok \| .+ \| {2}\|$/m);
  expect(text).not.toContain('## Why');
});

test('a bar in a note does not end its cell', () => {
  expect(renderMarkdown(sampleReport)).toContain('told: SUCCESS \\| 0 |');
});

test('each fault has a row of what clients saw', () => {
  const [, section = ''] = renderMarkdown(sampleReport).split('## What clients saw');
  expect(section).toContain('| 503 \\| until it is back | 3.2 s | 1200 | 1 | 812 ms | 10.4 s | 0 |');
  expect(renderMarkdown(failedReport)).not.toContain('## What clients saw');
});

test('what was not executed is named', () => {
  const [, section = ''] = renderMarkdown(sampleReport).split('## Not executed here\n\n');
  expect(section.trimEnd().split('\n')).toEqual(unexecuted.map((each) => `- ${each}`));
});

test('a failed report says which step failed and why', () => {
  const text = renderMarkdown(failedReport);
  expect(text).toContain('**Failed in step “install packages”**');
  expect(text).toContain('## Why\n\nthe instance told FAILURE\n\n```\nE: Unable to <locate>\n```');
  expect(text).toMatch(/^\| boot the instance \| FAILED \|/m);
});

test('a figure that was not reached is absent', () => {
  expect(summarizeFigures({})).toBe('');
  expect(summarizeFigures({ peakMemoryMiB: 512 }).trim()).toMatch(/^peak memory of the instance.* 512 MiB$/);
});

test.each([
  ['failedRequests', 0, '0'],
  ['longestGapMs', 312, '312 ms'],
  ['releaseSeconds', 3.24, '3.2 s'],
  ['rollbackSeconds', 2.9, '2.9 s'],
  ['badReleaseVerdictSeconds', 41.5, '41.5 s'],
  ['residentMiB', 96, '96 MiB'],
  ['lostWrites', 0, '0'],
])('the figure %s of %d is shown as %s', (name, value, shown) => {
  expect(figureRows({ [name]: value }).map(([, text]) => text)).toEqual([shown]);
});

test('steps are told as they began, the whole before its parts', () => {
  const [boot, act, first, second, reboot] = sampleReport.steps.map((step) => ({ ...step }));
  const begun = { ...first, startedAtEpochMs: act?.startedAtEpochMs } as typeof act;
  const ended = [boot, begun, second, act, reboot].filter((step) => step !== undefined);
  expect(inOrderOfBegin(ended)).toEqual([boot, act, begun, second, reboot]);
});

test('report.json is the report, with a line for each second of the timeline', async () => {
  await writeReport(directory, sampleReport);
  const text = readFileSync(path.join(directory, 'report.json'), 'utf8');
  expect(JSON.parse(text)).toEqual(sampleReport);
  expect(text).toMatch(/^ +\{ "second": 0, "answers": 60, .*"p99Ms": 30 \},$/m);
  expect(text.split('\n').length).toBeLessThan(200);
});

test('text that looks like the end of an object stays as it is', () => {
  const failure = { step: 's', message: '{\n  "a": 1\n}', logTail: '}' };
  expect(JSON.parse(renderJson({ ...failedReport, failure }))).toMatchObject({ failure });
});

test('a later report replaces the earlier one, and nothing half-written stays', async () => {
  await writeReport(directory, sampleReport);
  await writeReport(directory, failedReport);
  expect(readdirSync(directory).sort()).toEqual(['report.html', 'report.json', 'report.md']);
  expect(readFileSync(path.join(directory, 'report.md'), 'utf8')).toBe(renderMarkdown(failedReport));
});
