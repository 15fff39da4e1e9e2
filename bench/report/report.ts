import type { Figures, FiguresByStack } from './figures';
import type { Floor } from './floors';

/** The stacks of one run with one Node. */
export interface NodeResult {
  /** Version, such as `24.21.0`. */
  readonly node: string;
  readonly stacks: FiguresByStack;
  readonly floors: readonly Floor[];
}

export interface Report {
  readonly startedAt: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly secondsPerRound: number;
  /** What it ran on and with, by name. */
  readonly environment: Readonly<Record<string, string>>;
  readonly titles: Readonly<Record<string, string>>;
  readonly results: readonly NodeResult[];
}

/** `stacks` are those of the first Node; the other ones are below `otherNodes`. */
export function reportJson({ results, ...report }: Report): string {
  const { startedAt, seconds, rounds, secondsPerRound, environment } = report;
  const [first, ...otherNodes] = results;
  const run = { startedAt, seconds, rounds, secondsPerRound, environment };
  return `${JSON.stringify({ ...run, ...first, otherNodes }, null, 2)}\n`;
}

type Column = readonly [head: string, cell: (figures: Figures) => string];

const shown = (value: number | undefined) =>
  value === undefined ? '' : value.toLocaleString('en', { maximumSignificantDigits: 3, useGrouping: true });

const burstCell = ({ rebuilds, fewestRebuilds, burstRefused }: Figures) => {
  if (rebuilds === undefined) return '';
  const range = rebuilds === fewestRebuilds ? shown(rebuilds) : `${shown(fewestRebuilds)}–${shown(rebuilds)}`;
  return burstRefused ? `${range}; ${burstRefused} of 200 refused` : range;
};

const spread = (pair: readonly [number, number] | undefined) =>
  pair === undefined ? '' : ` (${shown(pair[0])}–${shown(pair[1])})`;

const columns: readonly Column[] = [
  [
    'cached, × original',
    (figures) => `${shown(figures.timesOriginal)}${spread(figures.timesOriginalSpread)}`,
  ],
  ['of bare node', (figures) => shown(figures.ofBareNode)],
  ['`?name=`, × original', (figures) => shown(figures.nameTimesOriginal)],
  ['each another name, × original', (figures) => shown(figures.manyNamesTimesOriginal)],
  ['rebuilds when 200 wait', burstCell],
  ['p50 ms', (figures) => shown(figures.p50Ms)],
  ['p99 ms', (figures) => shown(figures.p99Ms)],
  ['`?name=` p99 ms', (figures) => shown(figures.nameP99Ms)],
  ['memory MiB', (figures) => shown(figures.memoryMiB)],
  ['start ms', (figures) => shown(figures.startMs)],
  ['start, list in Redis', (figures) => shown(figures.warmStartMs)],
  ['cached per s', (figures) => shown(figures.hitPerSecond)],
  ['`?name=` per s', (figures) => shown(figures.namePerSecond)],
  ['each another name, per s', (figures) => shown(figures.manyNamesPerSecond)],
  ['refused', (figures) => shown(figures.refused)],
];

export function reportMarkdown(report: Report): string {
  const sections = [
    '# The list of seminars, beside its peers',
    introduction(report),
    ...report.results.flatMap((result) => nodeSections(result, report.titles)),
    '## On what',
    table(
      ['what', 'which'],
      Object.entries(report.environment).map(([name, value]) => [name, value]),
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}

const introduction = ({ startedAt, rounds, secondsPerRound }: Report) =>
  `Started ${startedAt}. Medians of ${rounds} interleaved rounds of ${secondsPerRound} s, 32 connections, and ratios of these medians; in parentheses the least and
the greatest ratio within one round. Everything that serves runs on one processor, the load on another: read the ratios, the absolute figures are
those of one machine. What is compared and how: [bench/README.md](../../bench/README.md).`;

function nodeSections({ node, stacks, floors }: NodeResult, titles: Report['titles']): string[] {
  const rows = Object.entries(stacks).map(([name, figures]) => [
    titles[name] ?? name,
    ...columns.map(([, cell]) => cell(figures)),
  ]);
  return [`## Node ${node}`, table(['stack', ...columns.map(([head]) => head)], rows), floorsTable(floors)];
}

const verdict = (holds: boolean | undefined) => {
  if (holds === undefined) return 'not measured';
  return holds ? 'holds' : '**missed**';
};

const floorsTable = (floors: readonly Floor[]) =>
  table(
    ['asked of this project', 'limit', 'measured', 'verdict'],
    floors.map(({ what, asked, measured, holds }) => [what, asked, shown(measured), verdict(holds)]),
  );

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
