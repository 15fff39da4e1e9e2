import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { median, rounded } from '../statistics';

export interface Measured {
  readonly title: string;
  readonly processes: number;
  readonly perSecond: number;
  /** Requests for each second that the processes have had of a processor, which others on the machine do not change. */
  readonly perCpuSecond: number;
  readonly p99Ms: number;
  /** Answers other than 2xx and 3xx, and connections that failed. */
  readonly refused: number;
}

export interface ManyReport {
  readonly startedAt: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly measured: readonly Measured[];
}

interface Row {
  readonly title: string;
  readonly processes: number;
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly p99Ms: number;
  /** Of what one process answers. */
  readonly times: number;
  readonly refused: number;
}

/** Medians of the rounds, each kind of request from one process to four. */
export function rowsOf({ measured }: ManyReport): readonly Row[] {
  const keys = [...new Set(measured.map(({ title, processes }) => `${processes} ${title}`))];
  const rows = keys.map((key) => {
    const samples = measured.filter(({ title, processes }) => `${processes} ${title}` === key);
    const { title = '', processes = 0 } = samples[0] ?? {};
    const perSecond = median(samples.map((sample) => sample.perSecond)) ?? NaN;
    const perCpuSecond = median(samples.map((sample) => sample.perCpuSecond)) ?? NaN;
    const p99Ms = median(samples.map((sample) => sample.p99Ms)) ?? NaN;
    const refused = samples.reduce((sum, sample) => sum + sample.refused, 0);
    return { title, processes, perSecond, perCpuSecond, p99Ms, refused };
  });
  const ofOne = (title: string) => rows.find((row) => row.title === title && row.processes === 1)?.perSecond;
  const titles = [...new Set(measured.map(({ title }) => title))];
  return rows
    .map((row) => ({ ...row, times: rounded(row.perSecond / (ofOne(row.title) ?? NaN)) }))
    .sort((a, b) => titles.indexOf(a.title) - titles.indexOf(b.title) || a.processes - b.processes);
}

export const isComplete = (report: ManyReport) => report.measured.every(({ refused }) => refused === 0);

export function manyMarkdown(report: ManyReport): string {
  const rows = rowsOf(report).map(({ title, processes, perSecond, perCpuSecond, times, p99Ms, refused }) => {
    const rates = [Math.round(perSecond), times.toFixed(2), Math.round(perCpuSecond)];
    const cells = [title, processes, ...rates, rounded(p99Ms), refused];
    return `| ${cells.join(' | ')} |`;
  });
  const environment = Object.entries(report.environment).map(([name, value]) => `- ${name}: ${value}`);
  return `# Requests a second, from one process to four

Measured ${report.startedAt} in ${report.rounds} rounds of ${report.seconds} s each, with 32 connections for each process; medians. \`npm run bench:many\`.

| asked for | processes | requests a second | times one process | for each CPU second of the processes | p99 in ms | refused |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

All on one machine, so this shows what is shared and what is lost by sharing, not what four machines carry:

${environment.join('\n')}
`;
}

/** Writes the table and the figures. */
export async function writeManyReport(directory: string, report: ManyReport): Promise<void> {
  await mkdir(directory, { recursive: true });
  const figures = { ...report, rows: rowsOf(report) };
  await writeFile(path.join(directory, 'many.json'), `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(path.join(directory, 'many.md'), manyMarkdown(report));
}
