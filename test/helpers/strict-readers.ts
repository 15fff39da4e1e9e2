import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

interface Seminar {
  readonly id: number;
  readonly name: string;
}

/**
 * Clients that read the list again and again while a test writes: the name of one seminar is the number of the last write.
 * What was answered to the writer before a read began must be in what is read.
 */
export class StrictReaders {
  /** The number of the last write that was answered. */
  answered = 0;
  reads = 0;
  hits = 0;
  slowestMs = 0;
  /** What is wrong with answers; empty when all is well. */
  readonly problems: string[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #loops: Promise<void>[];
  #isOver = false;

  /** One client for each of the ports. */
  constructor(
    ports: readonly number[],
    private readonly token: string,
    private readonly seminarId: number,
  ) {
    this.#loops = ports.map((port, n) => this.#loop(port, n % 2 ? '?order=earliest' : ''));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#loops);
    this.#agent.destroy();
  }

  async #loop(port: number, query: string): Promise<void> {
    while (!this.#isOver) await this.read(port, query);
  }

  /** Reads once, through the process with this port. */
  async read(port: number, query = ''): Promise<void> {
    const expected = this.answered;
    const startMs = performance.now();
    const { status, cache, body } = await this.#get(port, query);
    this.slowestMs = Math.max(this.slowestMs, performance.now() - startMs);
    this.reads++;
    if (cache === 'hit') this.hits++;
    if (status !== 200) this.problems.push(`status ${status}: ${body}`);
    const found = status === 200 ? Number(this.#nameIn(body)) : expected;
    if (!(found >= expected)) this.problems.push(`read ${found} after ${expected} (${cache})`);
  }

  #nameIn(body: string): string | undefined {
    return (JSON.parse(body) as Seminar[]).find(({ id }) => id === this.seminarId)?.name;
  }

  async #get(port: number, query: string) {
    const headers = { authorization: `Token ${this.token}` };
    const path = `/api/v1/seminar/${query}`;
    const outgoing = request({ port, path, headers, agent: this.#agent }).end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, cache: answer.headers['x-cache'], body: await text(answer) };
  }
}
