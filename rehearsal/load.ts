import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { text as readText } from 'node:stream/consumers';
import { hostNames } from './addresses';
import { encode } from './client';
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
   * counted. A POST is never repeated: nobody knows whether the first was carried out.
   */
  private async exchange(index: number, asked: Asked, content: Content): Promise<Outcome> {
    const signal = AbortSignal.timeout(this.timeoutMs);
    const options = { ...this.requestOptions(asked, content), signal };
    const first = await attempt({ ...options, agent: this.agentOf(index) }, content?.bytes);
    const retried = first.closedUnanswered && idempotent.has(asked.method);
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
