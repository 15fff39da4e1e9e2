import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface Answered {
  readonly status: number;
  /** In lower case. */
  readonly headers: string;
  // The tests state what is in it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** One answer to one of the clients. */
export interface Sample {
  /** When it was asked for, ms since 1970. */
  readonly at: number;
  readonly ms: number;
  readonly method: 'GET' | 'POST';
  readonly status: number;
  readonly address: string;
  readonly retryAfter?: string;
  /** Sent once more, as its kept connection had ended. */
  readonly again: boolean;
  /** Where there was no answer: whether it was sent over a connection that was kept. */
  readonly reused?: boolean;
  readonly contents?: string;
}

/** Clients of another machine, who look up the domain and ask it, all the time. */
export class MovingClients {
  readonly samples: Sample[] = [];
  readonly #child: ChildProcess;
  output = '';

  constructor(inside: readonly string[], settings: object) {
    const program = [process.execPath, path.join(__dirname, 'client.mjs'), JSON.stringify(settings)];
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...inside, ...program]);
    createInterface({ input: child.stdout }).on('line', (line) =>
      this.samples.push(JSON.parse(line) as Sample),
    );
    child.stderr.on('data', (chunk) => (this.output += String(chunk)));
    this.#child = child;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    await ended;
  }

  /** Reads that were not answered with what was asked for. */
  get failedReads(): readonly Sample[] {
    return this.samples.filter(({ method, status }) => method === 'GET' && status !== 200);
  }

  get writes(): readonly Sample[] {
    return this.samples.filter(({ method }) => method === 'POST');
  }

  get acknowledged(): readonly string[] {
    return this.writes.filter(({ status }) => status === 200).map(({ contents = '' }) => contents);
  }

  /** From the last write that was done before some were refused to the first one after. */
  refusedMs(from: number, until: number): number {
    const writes = this.writes.filter(({ at }) => at >= from && at <= until).toSorted((a, b) => a.at - b.at);
    const first = writes.findIndex(({ status }) => status === 503);
    const last = writes.findLastIndex(({ status }) => status === 503);
    if (first === -1) return 0;
    return (writes[last + 1]?.at ?? until) - (writes[first]?.at ?? from);
  }
}
