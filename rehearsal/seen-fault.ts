import type { WatchedLoad } from './under-load';

/** A planted fault, what came of it, and what clients saw meanwhile: a row of the report. */
export interface SeenFault {
  /** What was done: `the database is gone for 30 s`. */
  readonly fault: string;
  /** What the server did about it: `refused in “wait until it is ready”: killed by the kernel for memory`. */
  readonly outcome: string;
  /** Until the deploy, or the probe, said so. */
  readonly verdictSeconds?: number | undefined;
  readonly client: ClientView;
}

export interface ClientView {
  readonly requests: number;
  readonly failed: number;
  /** Reads that were sent again over a new connection. */
  readonly retried: number;
  /** Between two right answers. */
  readonly longestGapMs: number;
  readonly slowestMs: number;
  /** Acknowledged, and not in MySQL afterwards. */
  readonly lostWrites: number;
}

export const asClientView = ({ result, lostWrites }: Omit<WatchedLoad<unknown>, 'value'>): ClientView => ({
  requests: result.requests,
  failed: result.failures.length,
  retried: result.retried,
  longestGapMs: Math.round(result.longestGapMs),
  slowestMs: Math.round(result.slowestMs ?? 0),
  lostWrites,
});
