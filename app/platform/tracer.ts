/** One statement that a request sent to the database. */
export interface TracedQuery {
  readonly sql: string;
  /** Bound to the statement's question marks. */
  readonly values: readonly unknown[];
  readonly startMs: number;
  readonly ms: number;
}

/** One thing that a request asked of the cache. */
export interface TracedCacheOperation {
  /** Such as `get`, `set` or `invalidate`. */
  readonly operation: string;
  readonly key: string;
  /** Such as `hit`, `miss`, `stored` or `unavailable`. */
  readonly outcome: string;
  /** Time that the entry has left to live, where that is known. */
  readonly ttlSeconds?: number;
  readonly startMs: number;
  readonly ms: number;
}

/** Is told what happens on behalf of the request under way. There is one in development only. Times are `performance.now()`. */
export interface Tracer {
  query(query: TracedQuery): void;
  cache(operation: TracedCacheOperation): void;
}
