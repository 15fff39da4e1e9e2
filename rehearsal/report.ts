import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatBytes, formatSeconds, formatTable } from '../bin/io/format';
import type { SeenFault } from './seen-fault';
import type { LoadPeriod } from './timeline';

export interface ReportStep {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** 0 for a step of the rehearsal, 1 for a part of one. */
  readonly depth: number;
  readonly note?: string;
}

/** What was measured; a figure that the rehearsal did not reach is absent. */
export interface Figures {
  /** From the start of the instance to the first HTTPS 200 with a verified certificate. */
  bootToHttpsSeconds?: number;
  /** From `systemctl reboot` to the next HTTPS 200. */
  rebootToHttpsSeconds?: number;
  /** The slowest of the releases under load, from the command to its end. */
  releaseSeconds?: number;
  rollbackSeconds?: number;
  /** Of the load, over the releases and the rollback. */
  failedRequests?: number;
  /** Between two right answers to the load. */
  longestGapMs?: number;
  /** Acknowledged to a client, and not in the database afterwards. */
  lostWrites?: number;
  /** Highest memory use of the instance, page cache included, as its control group measured it. */
  peakMemoryMiB?: number;
  /** Highest memory of the instance's processes, page cache excluded, read four times a second. */
  peakProcessMemoryMiB?: number;
  /** Memory of the instance's processes at the end, page cache excluded. */
  residentMemoryMiB?: number;
  memoryLimitMiB?: number;
  outOfMemoryKills?: number;
  /** How often the boot was killed and run again, where that was asked for. */
  interruptions?: number;
  /** Of the API, over HTTPS, in both acts. */
  calls?: number;
  archiveBytes?: number;
  userDataBytes?: number;
}

export interface Failure {
  /** The step of the rehearsal, or of the instance's boot, that failed. */
  readonly step: string;
  readonly message: string;
  /** The end of the log that tells why. */
  readonly logTail: string;
}

export interface Report {
  readonly ok: boolean;
  /** The operating system that the instance had, by its setting `machineImage`. */
  readonly image: string;
  readonly startedAt: string;
  readonly seconds: number;
  /** Every root file system came from the cache. */
  readonly cached: boolean;
  readonly release?: string;
  readonly steps: readonly ReportStep[];
  readonly figures: Figures;
  readonly faults: readonly SeenFault[];
  readonly timeline: readonly LoadPeriod[];
  readonly failure?: Failure;
}

/** Steps in the order of their ends have a parent behind its parts; a reader wants it before them. */
export function parentsFirst<T extends { readonly depth: number }>(steps: readonly T[]): T[] {
  const ordered: T[] = [];
  for (const step of steps) {
    const lastOutside = ordered.findLastIndex(({ depth }) => depth <= step.depth);
    ordered.splice(lastOutside + 1, 0, step);
  }
  return ordered;
}

/** Writes `report.json` and `report.md`, each in one move. */
export async function writeReport(directory: string, report: Report): Promise<void> {
  await mkdir(directory, { recursive: true });
  await replaceFile(path.join(directory, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  await replaceFile(path.join(directory, 'report.md'), renderReport(report));
}

const figureLabels: { readonly [Key in keyof Figures]-?: readonly [string, (value: number) => string] } = {
  bootToHttpsSeconds: ['boot to first verified HTTPS 200', formatSeconds],
  rebootToHttpsSeconds: ['reboot to next HTTPS 200', formatSeconds],
  releaseSeconds: ['a release, from command to end', formatSeconds],
  rollbackSeconds: ['a rollback, from command to end', formatSeconds],
  failedRequests: ['requests that failed during them', String],
  longestGapMs: ['longest gap between two answers', (value) => `${value} ms`],
  lostWrites: ['acknowledged writes that are not in the database', String],
  peakMemoryMiB: ['peak memory of the instance, page cache included', (value) => `${value} MiB`],
  peakProcessMemoryMiB: ['peak memory of its processes', (value) => `${value} MiB`],
  residentMemoryMiB: ['memory of its processes at the end', (value) => `${value} MiB`],
  memoryLimitMiB: ['memory limit (hard)', (value) => `${value} MiB`],
  outOfMemoryKills: ['processes killed for memory', String],
  interruptions: ['kills of the boot, each in another step', String],
  calls: ['calls of the API', String],
  archiveBytes: ['release archive', formatBytes],
  userDataBytes: ['user-data (limit 16384)', (value) => `${value} bytes`],
};

export function figureRows(figures: Figures): string[][] {
  const keys = Object.keys(figureLabels) as (keyof Figures)[];
  return keys.flatMap((key) => {
    const value = figures[key];
    return value === undefined ? [] : [[figureLabels[key][0], figureLabels[key][1](value)]];
  });
}

export function renderReport(report: Report): string {
  const { ok, image, startedAt, seconds, cached, release, failure } = report;
  const steps = report.steps.map(({ name, ok: done, seconds: took, depth, note = '' }) => [
    `${depth > 0 ? '· ' : ''}${name}`,
    done ? 'ok' : 'FAILED',
    formatSeconds(took),
    note,
  ]);
  const sections = [
    `# Rehearsal of the deploy on ${image}`,
    `${ok ? 'Everything held' : `**Failed in step “${failure?.step}”**`}: started ${startedAt}, took ${formatSeconds(seconds)} with ${cached ? 'cached' : 'newly made'} root file systems, release ${release ?? 'not built'}.`,
    ...(failure ? ['## Why', failure.message, `\`\`\`\n${failure.logTail}\n\`\`\``] : []),
    '## Figures',
    markdownTable(['figure', 'measured'], figureRows(report.figures)),
    '## Steps',
    markdownTable(['step', 'result', 'time', 'seen'], steps),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** For the terminal. */
export const summarizeFigures = (figures: Figures) =>
  formatTable(figureRows(figures).map(([label = '', value = '']) => [`  ${label}`, value]));

const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.partial`, text);
  await rename(`${file}.partial`, file);
}
