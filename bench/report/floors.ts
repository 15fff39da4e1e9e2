import type { Figures, FiguresByStack } from './figures';

export interface Floor {
  readonly what: string;
  /** Such as `at least 18`. */
  readonly asked: string;
  readonly measured: number | undefined;
  /** Undefined where nothing was measured. */
  readonly holds: boolean | undefined;
}

type Comparison = 'at least' | 'at most' | 'under' | 'exactly';

const compare: Record<Comparison, (measured: number, limit: number) => boolean> = {
  'at least': (measured, limit) => measured >= limit,
  'at most': (measured, limit) => measured <= limit,
  under: (measured, limit) => measured < limit,
  exactly: (measured, limit) => measured === limit,
};

/** What this project has to reach; the two stacks are it in one process and in two. */
const asked: readonly (readonly [
  string,
  'ours' | 'ours-two-processes',
  keyof Figures,
  Comparison,
  number,
])[] = [
  ['cached hits, times the original', 'ours', 'timesOriginal', 'at least', 18],
  ['cached hits, of bare node:http', 'ours', 'ofBareNode', 'at least', 0.85],
  ['p99 of cached hits at 32 connections, ms', 'ours', 'p99Ms', 'under', 3],
  ['SELECTs of a cached hit, the token included', 'ours', 'selectsPerHit', 'exactly', 0],
  ['answers refused under load', 'ours', 'refused', 'exactly', 0],
  ['`?name=` uncached, times the original', 'ours', 'nameTimesOriginal', 'at least', 12],
  ['SELECTs of `?name=`', 'ours', 'selectsPerName', 'at most', 2],
  ['rebuilds when 200 wait at expiry', 'ours', 'rebuilds', 'exactly', 1],
  ['refused of these 200', 'ours', 'burstRefused', 'exactly', 0],
  ['rebuilds when 200 wait, two processes', 'ours-two-processes', 'rebuilds', 'exactly', 1],
  ['refused of these 200, two processes', 'ours-two-processes', 'burstRefused', 'exactly', 0],
  ['memory after the load, MiB', 'ours', 'memoryMiB', 'under', 140],
  ['start to the first list, nothing cached, ms', 'ours', 'startMs', 'under', 350],
];

export function checkFloors(figures: FiguresByStack): Floor[] {
  return asked.map(([what, stack, key, comparison, limit]) => {
    const measured = figures[stack]?.[key] as number | undefined;
    const holds = measured === undefined ? undefined : compare[comparison](measured, limit);
    return { what, asked: `${comparison} ${limit}`, measured, holds };
  });
}
