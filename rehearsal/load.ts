import { Agent } from 'node:https';
import { hostNames } from './addresses';
import { attempt, type Attempt } from './attempt';
import { encode } from './client';
import { Http2Connection } from './http2-connection';
import { isSuccess, type LoadResult, type Method, type Sample, summarize } from './load-result';

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
  /** From when a request is sent to the last byte of its answer, a repetition included. @default 10000 */
  readonly timeoutMs?: number;
  /** So many of the clients that keep their connection speak HTTP/2, the others HTTP/1.1. @default 0 */
  readonly http2Clients?: number;
}

export interface Asked {
  readonly method: Method;
  readonly path: string;
  readonly token?: string | undefined;
  /** As `Message.body` of the client. */
  readonly body?: unknown;
  /** The only right status. @default - any 2xx */
  readonly status?: number;
}

export interface Load {
  /** Sends no more, waits for what is under way. @throws what `ask` threw */
  stop(): Promise<LoadResult>;
}

/** How many clients keep their connection, as browsers do. */
const keptConnections = 6;
const newConnectionShare = 1 / 5;
const idempotent: ReadonlySet<Method> = new Set(['GET', 'PUT', 'DELETE']);
/** Each leaves a sample in memory. */
const mostRequests = 60_000;

/** Asks at a steady rate, however late the answers are. @throws RangeError for a load without a sensible bound */
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
  private readonly http2Connections: readonly Http2Connection[];
  private readonly intervalMs: number;
  private readonly maxRequests: number;
  private readonly timeoutMs: number;
  private timer: NodeJS.Timeout | undefined;
  private stoppedMs: number | undefined;
  private result: Promise<LoadResult> | undefined;

  constructor(private readonly options: LoadOptions) {
    const { requestsPerSecond = 60, maxSeconds = 120, timeoutMs = 10_000, http2Clients = 0 } = options;
    this.http2Connections = Array.from({ length: http2Clients }, () => new Http2Connection(options));
    this.intervalMs = 1000 / requestsPerSecond;
    this.maxRequests = Math.floor(requestsPerSecond * maxSeconds);
    this.timeoutMs = timeoutMs;
    if (this.maxRequests >= 1 && this.maxRequests <= mostRequests) return;
    throw new RangeError(
      `A load is of 1 to ${mostRequests} requests: got ${requestsPerSecond} a second for ${maxSeconds} s.`,
    );
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
      for (const connection of this.http2Connections) connection.close();
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
   * to repeat (RFC 9110, section 9.2.2), and so does this one: what is idempotent, once, over a new connection, and it is
   * counted. A POST is repeated only where the server says that it has done nothing about the first (RFC 9113, section
   * 8.7): otherwise nobody knows whether that was carried out.
   */
  private async exchange(index: number, asked: Asked, content: Content): Promise<Outcome> {
    const signal = AbortSignal.timeout(this.timeoutMs);
    const first = await this.attempt(asked, content, signal, connectionOf(index));
    const retried = first.refused === true || (first.closedUnanswered && idempotent.has(asked.method));
    const outcome = retried ? await this.attempt(asked, content, signal, undefined) : first;
    const error = outcome.error && signal.aborted ? `no answer within ${this.timeoutMs} ms` : outcome.error;
    return { ...outcome, error, retried };
  }

  /** Over one of the kept connections, or over a new one. */
  private attempt(
    { method, path, token }: Asked,
    content: Content,
    signal: AbortSignal,
    connection: number | undefined,
  ): Promise<Attempt> {
    const headers = { ...(token && { authorization: `Token ${token}` }), ...content?.headers };
    const http2 = connection === undefined ? undefined : this.http2Connections[connection];
    if (http2) return http2.attempt({ method, path, headers, signal }, content?.bytes);
    const { httpsSocket, rootCertificate } = this.options;
    const tls = { servername: hostNames.api, ca: rootCertificate };
    const agent = (connection !== undefined && this.agents[connection]) || false;
    const options = { socketPath: httpsSocket, ...tls, method, path, signal, agent };
    return attempt({ ...options, headers: { host: hostNames.api, ...headers } }, content?.bytes);
  }
}

type Content = Awaited<ReturnType<typeof encode>>;

type Outcome = Attempt & { readonly retried: boolean };

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
