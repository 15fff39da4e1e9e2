import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { unpadded } from '../../test/helpers/unpadded';
import { replaceParts } from '../../bin/document-parts';
import type { Report } from '../report';
import { sampleReport } from '../testing/sample-report';
import { readmeTable } from './readme-table';

const rootDirectory = path.join(__dirname, '../..');
const reportFile = path.join(rootDirectory, 'results/rehearsal-full/report.json');
const committed = existsSync(reportFile)
  ? (JSON.parse(readFileSync(reportFile, 'utf8')) as Report)
  : undefined;

test('README.md shows the full rehearsal that is committed, and nothing without one (else: npm run rehearsal-table)', () => {
  const readme = readFileSync(path.join(rootDirectory, 'README.md'), 'utf8');
  const table = committed === undefined ? '' : readmeTable(committed);
  expect(readme).toContain('<!-- rehearsal -->');
  expect(unpadded(readme)).toBe(unpadded(replaceParts(readme, { rehearsal: table })));
  expect(committed?.ok).not.toBe(false);
});

test('a figure that was not reached has no row', () => {
  const table = readmeTable(sampleReport);
  expect(table).toContain('| longest gap between two answers meanwhile | 312 ms |');
  expect(table).toContain('| faults planted while clients use the API | 1 |');
  expect(table).not.toMatch(/rollback \||lynis|undefined|NaN/);
});
