import { formatMilliseconds } from './tables';
import { decades, linear, logarithmic, roundTicks, type Scale } from './scale';
import type { TimedSecond, View } from './view';

/** One quantity over time. */
export interface Lane {
  readonly title: string;
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  readonly scale: (range: readonly [number, number]) => Scale;
  /** Drawn in this order. */
  readonly series: readonly Series[];
}

export interface Series {
  readonly name: string;
  /** Class of the style sheet. */
  readonly kind: string;
  readonly shape: 'line' | 'area' | 'bars';
  readonly points: readonly Point[];
}

export interface Point {
  readonly atMs: number;
  /** @default 0 */
  readonly from?: number;
  readonly to: number;
}

export const lanesOf = (view: View): readonly Lane[] =>
  [requestsLane(view), latencyLane(view), memoryLane(view)].filter(({ series }) =>
    series.some(({ points }) => points.length > 0),
  );

function requestsLane({ seconds }: View): Lane {
  const ticks = roundTicks(Math.max(0, ...seconds.map(({ answers, failures }) => answers + failures)));
  const answers = seconds.map(({ atMs, answers: to }) => ({ atMs, to }));
  const failures = seconds.map(({ atMs, answers: from, failures: more }) => ({
    atMs,
    from,
    to: from + more,
  }));
  return {
    title: 'Requests a second',
    ticks,
    format: String,
    scale: (range) => linear([0, ticks.at(-1) ?? 1], range),
    series: [
      { name: 'answered', kind: 'answers', shape: 'area', points: answers },
      { name: 'failed', kind: 'failures', shape: 'bars', points: failures },
    ],
  };
}

function latencyLane({ seconds }: View): Lane {
  const points = (of: 'p50Ms' | 'p99Ms') => seconds.flatMap((second) => timed(second, second[of]));
  const series: readonly Series[] = [
    { name: '99 of 100 within', kind: 'p99', shape: 'line', points: points('p99Ms') },
    { name: 'half within', kind: 'p50', shape: 'line', points: points('p50Ms') },
  ];
  const ticks = decades(series.flatMap((each) => each.points.map(({ to }) => to)));
  return {
    title: 'Time to the answer',
    ticks,
    format: (value) => (value < 1000 ? formatMilliseconds(value) : `${value / 1000} s`),
    scale: (range) => logarithmic([ticks[0] ?? 1, ticks.at(-1) ?? 10], range),
    series,
  };
}

const timed = ({ atMs }: TimedSecond, to: number | undefined): Point[] =>
  to === undefined ? [] : [{ atMs, to }];

/** Up to the limit, so that the room which is left is seen. */
function memoryLane({ memory, memoryLimitMiB }: View): Lane {
  const processes = memory.map(({ atEpochMs: atMs, processesMiB: to }) => ({ atMs, to }));
  const pageCache = memory.map(({ atEpochMs: atMs, processesMiB: from, pageCacheMiB }) => ({
    ...{ atMs, from },
    to: Math.min(from + pageCacheMiB, memoryLimitMiB),
  }));
  return {
    title: 'Memory, MiB, up to the limit',
    ticks: [0, memoryLimitMiB / 2, memoryLimitMiB],
    format: String,
    scale: (range) => linear([0, memoryLimitMiB], range),
    series: [
      { name: 'processes', kind: 'processes', shape: 'area', points: processes },
      { name: 'page cache, given up when wanted', kind: 'cache', shape: 'area', points: pageCache },
    ],
  };
}
