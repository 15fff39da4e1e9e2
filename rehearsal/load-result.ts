export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One request and what became of it. Times are since the load began. */
export interface Sample {
  readonly index: number;
  readonly method: Method;
  readonly path: string;
  readonly dueMs: number;
  readonly sentMs: number;
  /** Answered to the last byte, or given up. */
  readonly endedMs: number;
  /** Of a whole answer. */
  readonly status?: number | undefined;
  /** Why it counts as failed. */
  readonly failure?: string | undefined;
  /** Over a connection that had carried another before. */
  readonly reusedConnection: boolean;
  readonly retried: boolean;
  /** What the answer to a write calls the thing written. */
  readonly id?: number | string | undefined;
}

export type Failure = Pick<Sample, 'index' | 'method' | 'path' | 'reusedConnection' | 'retried'> & {
  readonly atMs: number;
  readonly what: string;
};

export type AcknowledgedWrite = Pick<Sample, 'index' | 'method' | 'path' | 'id' | 'sentMs' | 'endedMs'>;

export interface Second {
  readonly second: number;
  /** Right answers that came in this second. */
  readonly answers: number;
  readonly failures: number;
  readonly retried: number;
  /** Of these answers; undefined when there was none. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

export interface LoadResult {
  /** Wall clock, ms since 1970, so that other timelines can be laid beside this one. */
  readonly startedAtEpochMs: number;
  readonly durationMs: number;
  readonly requests: number;
  /** Every whole answer, right or wrong: `{ '2xx': 598, '5xx': 2 }`. */
  readonly answersByStatus: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
  /**
   * Reads sent a second time because a kept connection was closed before a byte of the answer came. Failed ones are
   * also among the failures.
   */
  readonly retried: number;
  /** Between two right answers; the begin and the end of the load count as answers, so that no outage is left out. */
  readonly longestGapMs: number;
  /** Of all requests, the failed ones included. */
  readonly slowestMs: number | undefined;
  /** Of right answers, counted from when the request was due, so that a stalled server cannot hide those that wait. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** By how much the load itself sent a request late: this much of the slowest may be the client's own. */
  readonly sentLateMs: number;
  readonly timeline: readonly Second[];
  /** Writes answered with 2xx: none of them may be missing in the database. */
  readonly acknowledgedWrites: readonly AcknowledgedWrite[];
}

export interface LoadTimes {
  readonly startedAtEpochMs: number;
  /** When the last request was sent, or stop() called; since the load began. */
  readonly stoppedMs: number;
}

/** The figures of a load that is over. */
export function summarize(
  samples: readonly Sample[],
  { startedAtEpochMs, stoppedMs }: LoadTimes,
): LoadResult {
  const inOrder = samples.toSorted((a, b) => a.endedMs - b.endedMs);
  const right = inOrder.filter(isRight);
  const durationMs = Math.max(stoppedMs, inOrder.at(-1)?.endedMs ?? 0);
  return {
    startedAtEpochMs,
    durationMs,
    requests: samples.length,
    answersByStatus: countByStatus(samples),
    failures: inOrder.flatMap(failureOf),
    retried: samples.filter(({ retried }) => retried).length,
    longestGapMs: longestGap([0, ...right.map(({ endedMs }) => endedMs), durationMs]),
    slowestMs: percentile(samples.map(latency), 1),
    p50Ms: percentile(right.map(latency), 0.5),
    p99Ms: percentile(right.map(latency), 0.99),
    sentLateMs: Math.max(0, ...samples.map(({ dueMs, sentMs }) => sentMs - dueMs)),
    timeline: timelineOf(samples, durationMs),
    acknowledgedWrites: samples.filter(isAcknowledgedWrite).map(asWrite),
  };
}

export const isSuccess = (status: number) => status >= 200 && status < 300;
const isRight = ({ failure }: Sample) => failure === undefined;
const latency = ({ dueMs, endedMs }: Sample) => endedMs - dueMs;
const isAcknowledgedWrite = ({ method, status = 0 }: Sample) => method !== 'GET' && isSuccess(status);
const asWrite = ({ index, method, path, id, sentMs, endedMs }: Sample): AcknowledgedWrite => ({
  index,
  method,
  path,
  id,
  sentMs,
  endedMs,
});

function failureOf(sample: Sample): Failure[] {
  const { index, method, path, endedMs: atMs, failure: what, reusedConnection, retried } = sample;
  return what === undefined ? [] : [{ atMs, what, index, method, path, reusedConnection, retried }];
}

function countByStatus(samples: readonly Sample[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of samples) {
    if (status === undefined) continue;
    const statusClass = `${Math.floor(status / 100)}xx`;
    counts[statusClass] = (counts[statusClass] ?? 0) + 1;
  }
  return counts;
}

/** Of moments in order. */
export const longestGap = (momentsMs: readonly number[]): number =>
  momentsMs.reduce((longest, moment, n) => Math.max(longest, moment - (momentsMs[n - 1] ?? moment)), 0);

/** The least value that this share of all does not exceed; undefined of nothing. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** Every second from the first to the last, the empty ones too. */
export function timelineOf(samples: readonly Sample[], durationMs: number): Second[] {
  const seconds = Array.from({ length: Math.floor(durationMs / 1000) + 1 }, (_, second) => second);
  return seconds.map((second) => asSecond(second, samples.filter(endedIn(second))));
}

const endedIn =
  (second: number) =>
  ({ endedMs }: Sample) =>
    Math.floor(endedMs / 1000) === second;

function asSecond(second: number, samples: readonly Sample[]): Second {
  const right = samples.filter(isRight);
  return {
    second,
    answers: right.length,
    failures: samples.length - right.length,
    retried: samples.filter(({ retried }) => retried).length,
    p50Ms: percentile(right.map(latency), 0.5),
    p99Ms: percentile(right.map(latency), 0.99),
  };
}
