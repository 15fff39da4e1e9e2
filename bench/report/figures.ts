import type { LoadResult } from '../measure/wrk';
import { median, pairedSpread, ratio, rounded } from '../statistics';

export interface BurstSample {
  readonly refused: number;
  readonly milliseconds: number;
  /** Statements that read the seminars. */
  readonly rebuilds: number;
}

/** What was measured of one stack, in the order of the rounds. */
export interface Samples {
  readonly hits: LoadResult[];
  /** All ask for the same name. */
  readonly names: LoadResult[];
  /** Each asks for another one. */
  readonly manyNames: LoadResult[];
  readonly bursts: BurstSample[];
  /** Milliseconds to the first list, with nothing in Redis. */
  readonly starts: number[];
  /** The same with the list in Redis, as at a release. */
  readonly warmStarts: number[];
  memoryMiB?: number;
  selectsPerHit?: number;
  selectsPerName?: number;
}

export const emptySamples = (): Samples => ({
  hits: [],
  names: [],
  manyNames: [],
  bursts: [],
  starts: [],
  warmStarts: [],
});

/** A figure that was not measured is absent. */
export interface Figures {
  readonly hitPerSecond?: number;
  readonly timesOriginal?: number;
  readonly ofBareNode?: number;
  readonly nameTimesOriginal?: number;
  readonly manyNamesTimesOriginal?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly memoryMiB?: number;
  readonly startMs?: number;
  readonly warmStartMs?: number;
  /** The most that one burst caused. */
  readonly rebuilds?: number;
  readonly fewestRebuilds?: number;
  /** Of the requests of one burst, the most. */
  readonly burstRefused?: number;
  readonly burstMs?: number;
  readonly namePerSecond?: number;
  readonly nameP50Ms?: number;
  readonly nameP99Ms?: number;
  readonly manyNamesPerSecond?: number;
  readonly manyNamesP99Ms?: number;
  readonly selectsPerHit?: number;
  readonly selectsPerName?: number;
  /** Of all requests of the rounds. */
  readonly refused?: number;
  /** Least and greatest of the ratios within one round. */
  readonly timesOriginalSpread?: readonly [number, number];
  readonly ofBareNodeSpread?: readonly [number, number];
  readonly nameTimesOriginalSpread?: readonly [number, number];
}

export type FiguresByStack = Readonly<Record<string, Figures>>;

/** Medians, and ratios of medians. */
export function figuresOf(samples: Readonly<Record<string, Samples>>): FiguresByStack {
  return Object.fromEntries(
    Object.entries(samples).map(([name, own]) => [
      name,
      figures(own, samples['original'], samples['bare-node']),
    ]),
  );
}

const perSecond = (loads: readonly LoadResult[] = []) => loads.map((load) => load.perSecond);
const most = (values: readonly number[]) => (values.length === 0 ? undefined : Math.max(...values));

function figures(own: Samples, original: Samples | undefined, bareNode: Samples | undefined): Figures {
  const { bursts } = own;
  const rebuilds = bursts.map((sample) => sample.rebuilds);
  return present({
    ...hitFigures(own, original, bareNode),
    ...nameFigures(own, original),
    ...manyNamesFigures(own, original),
    memoryMiB: rounded(own.memoryMiB),
    startMs: rounded(median(own.starts)),
    warmStartMs: rounded(median(own.warmStarts)),
    rebuilds: most(rebuilds),
    fewestRebuilds: rebuilds.length === 0 ? undefined : Math.min(...rebuilds),
    burstRefused: most(bursts.map(({ refused }) => refused)),
    burstMs: rounded(median(bursts.map(({ milliseconds }) => milliseconds))),
    selectsPerHit: own.selectsPerHit,
    selectsPerName: own.selectsPerName,
    refused: refusedOf(own),
  });
}

function hitFigures({ hits }: Samples, original: Samples | undefined, bareNode: Samples | undefined) {
  const rates = perSecond(hits);
  const [originalRates, bareRates] = [perSecond(original?.hits), perSecond(bareNode?.hits)];
  return {
    hitPerSecond: rounded(median(rates)),
    timesOriginal: rounded(ratio(median(rates), median(originalRates))),
    timesOriginalSpread: roundedPair(pairedSpread(rates, originalRates)),
    ofBareNode: rounded(ratio(median(rates), median(bareRates))),
    ofBareNodeSpread: roundedPair(pairedSpread(rates, bareRates)),
    p50Ms: rounded(median(hits.map(({ p50Ms }) => p50Ms))),
    p99Ms: rounded(median(hits.map(({ p99Ms }) => p99Ms))),
  };
}

function nameFigures({ names }: Samples, original: Samples | undefined) {
  const [rates, originalRates] = [perSecond(names), perSecond(original?.names)];
  return {
    namePerSecond: rounded(median(rates)),
    nameTimesOriginal: rounded(ratio(median(rates), median(originalRates))),
    nameTimesOriginalSpread: roundedPair(pairedSpread(rates, originalRates)),
    nameP50Ms: rounded(median(names.map(({ p50Ms }) => p50Ms))),
    nameP99Ms: rounded(median(names.map(({ p99Ms }) => p99Ms))),
  };
}

function manyNamesFigures({ manyNames }: Samples, original: Samples | undefined) {
  const rate = median(perSecond(manyNames));
  return {
    manyNamesPerSecond: rounded(rate),
    manyNamesTimesOriginal: rounded(ratio(rate, median(perSecond(original?.manyNames)))),
    manyNamesP99Ms: rounded(median(manyNames.map(({ p99Ms }) => p99Ms))),
  };
}

function refusedOf({ hits, names, manyNames }: Samples): number | undefined {
  const loads = [...hits, ...names, ...manyNames];
  return loads.length === 0 ? undefined : loads.reduce((sum, { refused }) => sum + refused, 0);
}

const roundedPair = (pair: [number, number] | undefined) =>
  pair === undefined ? undefined : ([rounded(pair[0]), rounded(pair[1])] as const);

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

const present = <T extends object>(object: T) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
