import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { unpadded } from '../../test/helpers/unpadded';
import { replaceParts } from '../../bin/document-parts';
import type { Report } from '../report';
import { sampleReport } from '../testing/sample-report';
import { readmeTable } from './readme-table';

const rootDirectory = path.join(__dirname, '../..');
const committed = path.join(rootDirectory, 'results/rehearsal-full');
const readText = (file: string) => readFileSync(file, 'utf8');

test('README.md shows the figures of the full rehearsal that is committed (else: npm run rehearsal-table)', () => {
  const readme = readText(path.join(rootDirectory, 'README.md'));
  const report = JSON.parse(readText(path.join(committed, 'report.json'))) as Report;
  expect(report.ok).toBe(true);
  expect(readme).toContain('<!-- rehearsal -->');
  expect(unpadded(readme)).toBe(unpadded(replaceParts(readme, { rehearsal: readmeTable(report) })));
});

test('the report is committed as a page and as text too', () => {
  for (const name of ['report.html', 'report.md']) expect(existsSync(path.join(committed, name))).toBe(true);
});

test('a figure that was not reached has no row', () => {
  const table = readmeTable(sampleReport);
  expect(table).toContain('| longest gap between two answers meanwhile | 312 ms |');
  expect(table).toContain('| faults planted while clients use the API | 1 |');
  expect(table).not.toMatch(/rollback \||lynis|undefined|NaN/);
});
