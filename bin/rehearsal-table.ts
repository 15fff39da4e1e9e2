import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../rehearsal/report';
import { readmeTable } from '../rehearsal/report/readme-table';
import { writeParts } from './document-parts';
import { exitCodes } from './io/errors';
import { createOutput } from './io/output';

const rootDirectory = path.join(__dirname, '..');
const reportFile = 'results/rehearsal-full/report.json';

/** `npm run rehearsal-table`: the figures of the last full rehearsal, into README.md. */
const main = async () => {
  const output = createOutput();
  const file = path.join(rootDirectory, reportFile);
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined;
  if (!report?.ok) {
    const what =
      report === undefined ? `There is no ${reportFile}.` : `The rehearsal of ${reportFile} failed.`;
    output.error(what, 'sudo ./bin/waffle rehearse --full, and again once it held.');
    return (process.exitCode = exitCodes.failed);
  }
  await writeParts(path.join(rootDirectory, 'README.md'), { rehearsal: readmeTable(report) });
  return output.line(`README.md: ${report.startedAt.slice(0, 10)}, release ${String(report.release)}`);
};

void main();
