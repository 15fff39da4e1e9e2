/** Upper bounds in seconds: a cached answer is below the first, a login between those in the middle. */
export const durationBounds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/** A request that is over. */
export interface CountedRequest {
  readonly method: string;
  /** Pattern of the path. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Requests of one method, route and status. */
export interface RequestSeries {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  count: number;
  /** Of all durations. */
  seconds: number;
  /** How many took no longer than each bound, and longer than the one before. */
  readonly buckets: number[];
}

/** Plain numbers, so that counting costs a request nothing to speak of; they become metrics when someone asks. */
export class RequestCounts {
  readonly #series = new Map<string, RequestSeries>();

  add({ method, route, status, seconds }: CountedRequest): void {
    const series = this.#find(method, route, status);
    series.count++;
    series.seconds += seconds;
    const bucket = durationBounds.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
  }

  all(): Iterable<RequestSeries> {
    return this.#series.values();
  }

  #find(method: string, route: string, status: number): RequestSeries {
    const key = `${method} ${status} ${route}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const buckets = durationBounds.map(() => 0);
    const series = { method, route, status, count: 0, seconds: 0, buckets };
    this.#series.set(key, series);
    return series;
  }
}
