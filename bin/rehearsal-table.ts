import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../rehearsal/report';
import { readmeTable } from '../rehearsal/report/readme-table';
import { writeParts } from './document-parts';

// Writes the figures of the last full rehearsal into README.md.
const rootDirectory = path.join(__dirname, '..');
const reportFile = path.join(rootDirectory, 'results/rehearsal-full/report.json');
const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
if (!report.ok) throw new Error(`The rehearsal of ${reportFile} failed: its figures are not for the README.`);
void writeParts(path.join(rootDirectory, 'README.md'), { rehearsal: readmeTable(report) });
