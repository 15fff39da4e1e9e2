import type { LoadResult, Second } from './load-result';

/** A stretch of the scenario in which clients asked steadily. */
export interface LoadPeriod {
  readonly title: string;
  /** Wall clock, ms since 1970. */
  readonly startedAtEpochMs: number;
  readonly seconds: readonly Second[];
}

/** What clients saw second by second, over the whole scenario. */
export class Timeline {
  readonly periods: LoadPeriod[] = [];

  add(title: string, { startedAtEpochMs, timeline }: LoadResult): void {
    this.periods.push({ title, startedAtEpochMs, seconds: timeline });
  }
}
