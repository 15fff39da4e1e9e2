import { formatSeconds } from '../../bin/io/format';
import type { Report, ReportStep } from '../report';
import type { SeenFault } from '../seen-fault';
import type { LoadPeriod } from '../timeline';
import { secondsOf } from './view';

/** Rows of text under a head, for Markdown and for the page. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers. */
  readonly numbers?: readonly number[];
}

export const faultTable = (faults: readonly SeenFault[]): Table => ({
  head: [
    'fault',
    'what the server did',
    'after',
    'requests',
    'failed',
    'longest gap',
    'slowest',
    'lost writes',
  ],
  rows: faults.map(({ fault, outcome, verdictSeconds, client }) => [
    fault,
    outcome,
    verdictSeconds === undefined ? '' : formatSeconds(verdictSeconds),
    String(client.requests),
    String(client.failed),
    formatMilliseconds(client.longestGapMs),
    formatMilliseconds(client.slowestMs),
    String(client.lostWrites),
  ]),
  numbers: [2, 3, 4, 5, 6, 7],
});

export const stepTable = (steps: readonly ReportStep[]): Table => ({
  head: ['step', 'result', 'time', 'seen'],
  rows: steps.map(({ name, ok, seconds, depth, note = '' }) => [
    `${depth > 0 ? '· ' : ''}${name}`,
    ok ? 'ok' : 'FAILED',
    formatSeconds(seconds),
    note,
  ]),
  numbers: [2],
});

/** The charts in numbers. */
export const periodTable = ({ timeline, memory }: Report): Table => ({
  head: [
    'while clients asked',
    'for',
    'requests',
    'failed',
    'half within',
    '99 of 100 within',
    'memory of processes',
  ],
  rows: timeline.map((period) => {
    const { seconds, startedAtEpochMs } = period;
    const endedAtEpochMs = startedAtEpochMs + seconds.length * 1000;
    const during = memory.filter(
      ({ atEpochMs }) => atEpochMs >= startedAtEpochMs && atEpochMs <= endedAtEpochMs,
    );
    const failed = sum(seconds.map(({ failures }) => failures));
    return [
      period.title,
      formatSeconds(seconds.length),
      String(sum(seconds.map(({ answers }) => answers)) + failed),
      String(failed),
      worst(period, 'p50Ms'),
      worst(period, 'p99Ms'),
      `${Math.max(0, ...during.map(({ processesMiB }) => processesMiB))} MiB`,
    ];
  }),
  numbers: [1, 2, 3, 4, 5, 6],
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Of the slowest second. */
const worst = (period: LoadPeriod, of: 'p50Ms' | 'p99Ms') =>
  formatMilliseconds(Math.max(0, ...secondsOf(period).map((second) => second[of] ?? 0)));

/** `312 ms`, from ten seconds on `12.3 s`. */
export const formatMilliseconds = (milliseconds: number) =>
  milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : formatSeconds(milliseconds / 1000);
