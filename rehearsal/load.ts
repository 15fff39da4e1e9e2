import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { text as readText } from 'node:stream/consumers';
import { hostNames } from './addresses';
import { encode } from './client';

export interface LoadOptions {
  /** Unix socket that leads to port 443 of the instance. */
  readonly httpsSocket: string;
  /** The only authority the load trusts, PEM. */
  readonly rootCertificate: string;
  /** @default 60 */
  readonly requestsPerSecond?: number;
  /** The request of this number; the first is 0. */
  readonly ask: (index: number) => Asked;
  /** The load ends by itself after that. @default 120 */
  readonly maxSeconds?: number;
  /** From when a request is due to the last byte of its answer. @default 10000 */
  readonly timeoutMs?: number;
}

export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly token?: string | undefined;
  /** As `Message.body` of the client. */
  readonly body?: unknown;
  /** The only right status. @default - any 2xx */
  readonly status?: number;
}

/** One request and what became of it. Times are since the load began. */
export interface Sample {
  readonly index: number;
  readonly method: Asked['method'];
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

export type AcknowledgedWrite = Pick<Sample, 'index' | 'method' | 'path' | 'id'>;

export interface Second {
  readonly second: number;
  /** Right answers that came in this second. */
  readonly answers: number;
  readonly failures: number;
  readonly retried: number;
  /** Of these answers; undefined when there was none. */
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

export interface Load {
  /** Sends no more, waits for what is under way. @throws what `ask` threw */
  stop(): Promise<LoadResult>;
}

/** How many clients keep their connection, as browsers do. */
const keptConnections = 6;
const newConnectionShare = 1 / 5;

/** Asks at a steady rate, however late the answers are. */
export function startLoad(options: LoadOptions): Load {
  const load = new SteadyLoad(options);
  load.sendDue();
  return load;
}

class SteadyLoad implements Load {
  private readonly startedAtEpochMs = Date.now();
  private readonly startedAtMs = performance.now();
  private readonly samples: Sample[] = [];
  private readonly underWay: Promise<void>[] = [];
  private readonly agents = Array.from({ length: keptConnections }, () => new Agent({ keepAlive: true }));
  private readonly intervalMs: number;
  private readonly maxRequests: number;
  private readonly timeoutMs: number;
  private timer: NodeJS.Timeout | undefined;
  private stoppedMs: number | undefined;
  private result: Promise<LoadResult> | undefined;

  constructor(private readonly options: LoadOptions) {
    const { requestsPerSecond = 60, maxSeconds = 120, timeoutMs = 10_000 } = options;
    this.intervalMs = 1000 / requestsPerSecond;
    this.maxRequests = Math.floor(requestsPerSecond * maxSeconds);
    this.timeoutMs = timeoutMs;
  }

  /** Sends what is due by now, all at once if the timer was late, and comes back when the next one is. */
  sendDue(): void {
    while (this.underWay.length < this.maxRequests && this.nextDueMs() <= this.nowMs()) this.sendNext();
    if (this.underWay.length >= this.maxRequests) return this.end();
    this.timer = setTimeout(() => this.sendDue(), this.nextDueMs() - this.nowMs());
  }

  stop(): Promise<LoadResult> {
    this.end();
    return (this.result ??= this.finish());
  }

  private end(): void {
    clearTimeout(this.timer);
    this.stoppedMs ??= this.nowMs();
  }

  private async finish(): Promise<LoadResult> {
    try {
      await Promise.all(this.underWay);
    } finally {
      for (const agent of this.agents) agent.destroy();
    }
    return summarize(this.samples, {
      startedAtEpochMs: this.startedAtEpochMs,
      stoppedMs: this.stoppedMs ?? this.nowMs(),
    });
  }

  private nowMs = () => performance.now() - this.startedAtMs;
  private nextDueMs = () => this.underWay.length * this.intervalMs;

  private sendNext(): void {
    const sample = this.send(this.underWay.length, this.nextDueMs());
    // stop() hears of it: until then nobody listens, which would end the process.
    sample.catch(() => undefined);
    this.underWay.push(sample);
  }

  private async send(index: number, dueMs: number): Promise<void> {
    const asked = this.options.ask(index);
    const { method, path } = asked;
    const content = await encode(asked.body);
    const sentMs = this.nowMs();
    const { status, text = '', error, ...outcome } = await this.exchange(index, asked, content);
    const endedMs = this.nowMs();
    const { reusedConnection, retried } = outcome;
    const failure = error ?? wrongStatus(asked, status);
    const id = method === 'GET' ? undefined : idIn(text);
    const times = { dueMs, sentMs, endedMs };
    this.samples.push({ index, method, path, ...times, status, failure, reusedConnection, retried, id });
  }

  /**
   * A server may close a kept connection at the moment a request is sent over it. HTTP clients then repeat what is safe
   * to repeat (RFC 9110, section 9.2.2), and so does this one: a GET, once, over a new connection, and it is counted.
   * A write is never repeated: nobody knows whether the first was carried out.
   */
  private async exchange(index: number, asked: Asked, content: Content): Promise<Outcome> {
    const signal = AbortSignal.timeout(this.timeoutMs);
    const options = { ...this.requestOptions(asked, content), signal };
    const first = await attempt({ ...options, agent: this.agentOf(index) }, content?.bytes);
    const retried = first.closedUnanswered && asked.method === 'GET';
    const outcome = retried ? await attempt({ ...options, agent: false }, content?.bytes) : first;
    const error = outcome.error && signal.aborted ? `no answer within ${this.timeoutMs} ms` : outcome.error;
    return { ...outcome, error, retried };
  }

  private requestOptions({ method, path, token }: Asked, content: Content): RequestOptions {
    const { httpsSocket, rootCertificate } = this.options;
    const authorization = token && { authorization: `Token ${token}` };
    const headers = { host: hostNames.api, ...authorization, ...content?.headers };
    const tls = { servername: hostNames.api, ca: rootCertificate };
    return { socketPath: httpsSocket, ...tls, method, path, headers };
  }

  private agentOf(index: number): Agent | false {
    const connection = connectionOf(index);
    return (connection !== undefined && this.agents[connection]) || false;
  }
}

type Content = Awaited<ReturnType<typeof encode>>;

interface Attempt {
  readonly status?: number | undefined;
  readonly text?: string;
  readonly error?: string | undefined;
  readonly reusedConnection: boolean;
  /** A kept connection that ended before a byte of the answer. */
  readonly closedUnanswered: boolean;
}

type Outcome = Attempt & { readonly retried: boolean };

async function attempt(options: RequestOptions, body: Buffer | undefined): Promise<Attempt> {
  const request = httpsRequest(options);
  let bytesBefore = 0;
  request.once('socket', (socket) => (bytesBefore = socket.bytesRead));
  // The first error is heard below; one that follows from it must not end the process.
  request.on('error', () => undefined);
  try {
    const [response] = (await once(request.end(body), 'response')) as [IncomingMessage];
    const text = await readText(response);
    return {
      status: response.statusCode,
      text,
      reusedConnection: request.reusedSocket,
      closedUnanswered: false,
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const unanswered = (request.socket?.bytesRead ?? 0) === bytesBefore;
    const closed = code === 'ECONNRESET' || code === 'EPIPE';
    return {
      error: `${code ?? message}${unanswered ? '' : ' within the answer'}`,
      reusedConnection: request.reusedSocket,
      closedUnanswered: request.reusedSocket && unanswered && closed,
    };
  }
}

/**
 * Which of the kept connections a request goes over; undefined for a new one. Multiples of the golden ratio spread evenly
 * over every regular choice of numbers too: where each tenth request is a write, a fifth of the writes gets a new one.
 */
export function connectionOf(index: number): number | undefined {
  const fraction = ((index * (Math.sqrt(5) - 1)) / 2) % 1;
  if (fraction < newConnectionShare) return undefined;
  return Math.floor(((fraction - newConnectionShare) / (1 - newConnectionShare)) * keptConnections);
}

export function wrongStatus(asked: Pick<Asked, 'status'>, status = 0): string | undefined {
  const right = asked.status === undefined ? isSuccess(status) : status === asked.status;
  return right ? undefined : `answered ${status}, expected ${asked.status ?? '2xx'}`;
}

/** Undefined where the answer names none. */
export function idIn(text: string): number | string | undefined {
  const { id } = /^\s*\{/.test(text) ? parse(text) : {};
  return typeof id === 'number' || typeof id === 'string' ? id : undefined;
}

function parse(text: string): { id?: unknown } {
  try {
    return JSON.parse(text) as { id?: unknown };
  } catch {
    return {};
  }
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

const isSuccess = (status: number) => status >= 200 && status < 300;
const isRight = ({ failure }: Sample) => failure === undefined;
const latency = ({ dueMs, endedMs }: Sample) => endedMs - dueMs;
const isAcknowledgedWrite = ({ method, status = 0 }: Sample) => method !== 'GET' && isSuccess(status);
const asWrite = ({ index, method, path, id }: Sample): AcknowledgedWrite => ({ index, method, path, id });

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
  return seconds.map((second) =>
    asSecond(
      second,
      samples.filter(({ endedMs }) => Math.floor(endedMs / 1000) === second),
    ),
  );
}

function asSecond(second: number, samples: readonly Sample[]): Second {
  const right = samples.filter(isRight);
  return {
    second,
    answers: right.length,
    failures: samples.length - right.length,
    retried: samples.filter(({ retried }) => retried).length,
    p99Ms: percentile(right.map(latency), 0.99),
  };
}
