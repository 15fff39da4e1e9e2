import type { Redis } from 'ioredis';

import { UserError } from '../../bin/io/errors';
import type { Output } from '../../bin/io/output';
import { type BurstSample, emptySamples, type Samples } from '../report/figures';
import type { Stack } from '../stacks';
import type { StackServer } from '../servers/stack-server';
import { ask, checkAnswers, listPath, manyNamePaths, namePath, problemOf } from './answers';
import { sampleData } from '../data/sample-data';
import { burst } from './burst';
import { memoryOfTrees } from './process-memory';
import { readsSeminars, type StatementLog } from './statement-log';
import { load, type LoadOptions } from './wrk';

export interface MeasureOptions {
  readonly servers: readonly StackServer[];
  readonly redis: Redis;
  readonly statements: StatementLog;
  readonly rounds: number;
  readonly secondsPerRound: number;
  readonly starts: number;
  readonly bursts: number;
  readonly output: Output;
  readonly signal: AbortSignal;
  /** Called with each stack that runs and answers rightly, before the next one is started. */
  readonly onChecked: (server: StackServer) => Promise<void>;
}

const warmUpSeconds = 1;
const burstRequests = 200;
const countedRequests = 5;

/** Names are measured twice. */
const loadsOf = { hit: 1, name: 2, burst: 0 } as const;

/** How long all of it takes, starts and bursts by experience. */
export function estimateSeconds(
  options: Pick<MeasureOptions, 'rounds' | 'secondsPerRound' | 'starts' | 'bursts'> & {
    readonly stacks: readonly Stack[];
  },
): number {
  const { stacks, rounds, secondsPerRound, starts, bursts } = options;
  const loads = stacks.flatMap(({ measures }) => measures.map<number>((kind) => loadsOf[kind]));
  const loadCount = loads.reduce((sum, count) => sum + count, 0);
  return (
    loadCount * (warmUpSeconds + rounds * (secondsPerRound + 0.2)) + stacks.length * (starts * 1.2 + bursts)
  );
}

/** Everything that is measured, in an order in which drift of the machine strikes all stacks alike. */
export class MeasureStacks {
  readonly #samples: Record<string, Samples>;

  constructor(private readonly options: MeasureOptions) {
    this.#samples = Object.fromEntries(options.servers.map(({ stack }) => [stack.name, emptySamples()]));
  }

  async run(): Promise<Readonly<Record<string, Samples>>> {
    const { output, servers } = this.options;
    await output.step('start and check every stack', () =>
      this.#each(servers, (server) => this.#start(server)),
    );
    await output.step('count statements', () => this.#each(servers, (server) => this.#count(server)));
    await this.#rounds('hit', [listPath], (samples) => samples.hits);
    await this.#rounds('name', [namePath], (samples) => samples.names);
    await this.#rounds('name', manyNamePaths, (samples) => samples.manyNames);
    await output.step('200 requests at expiry', () => this.#each(servers, (server) => this.#bursts(server)));
    for (const server of servers) this.#of(server).memoryMiB = memoryOfTrees(server.pids);
    await output.step('check every stack again', () => this.#each(servers, checkServer));
    return this.#samples;
  }

  #of({ stack }: StackServer): Samples {
    return this.#samples[stack.name] as Samples;
  }

  async #each(servers: readonly StackServer[], work: (server: StackServer) => Promise<void>): Promise<void> {
    for (const server of servers) {
      this.options.signal.throwIfAborted();
      await work(server);
    }
  }

  /** The last one of the starts stays. */
  async #start(server: StackServer): Promise<void> {
    const { starts, redis, onChecked } = this.options;
    if (server.stack.command !== undefined) {
      for (let round = 0; round < starts; round++) {
        await redis.flushall();
        this.#of(server).starts.push(await server.start());
        await server.stop();
        this.#of(server).warmStarts.push(await server.start());
        if (round < starts - 1) await server.stop();
      }
    }
    await checkServer(server);
    await onChecked(server);
  }

  async #count(server: StackServer): Promise<void> {
    const { measures } = server.stack;
    if (!measures.includes('name')) return;
    await ask(`${server.origin}${listPath}`);
    const samples = this.#of(server);
    samples.selectsPerHit = await this.#selectsPerRequest(server, listPath);
    samples.selectsPerName = await this.#selectsPerRequest(server, namePath);
  }

  async #selectsPerRequest({ origin, stack }: StackServer, path: string): Promise<number> {
    const { selects } = await this.options.statements.during(async () => {
      for (let count = 0; count < countedRequests; count++) await ask(`${origin}${path}`);
    });
    if (path === listPath && selects.some(readsSeminars))
      throw new UserError(`${stack.name} asks the database for a list that it should have cached.`);
    return selects.length / countedRequests;
  }

  /** There and back: what gets slower or faster in time strikes the first and the last alike. */
  async #rounds(
    kind: 'hit' | 'name',
    paths: LoadOptions['paths'],
    pick: (samples: Samples) => Samples['hits'],
  ): Promise<void> {
    const { servers, rounds, secondsPerRound, output } = this.options;
    const concerned = servers.filter(({ stack }) => stack.measures.includes(kind));
    const what = `${kind}${paths.length > 1 ? `, ${paths.length} of them` : ''}`;
    await output.step(`${what}: warm up`, () =>
      this.#each(concerned, (server) => this.#load(server, paths, warmUpSeconds).then(() => undefined)),
    );
    for (let round = 1; round <= rounds; round++) {
      const order = round % 2 === 1 ? concerned : concerned.toReversed();
      await output.step(`${what}: round ${round} of ${rounds}`, () =>
        this.#each(order, async (server) => {
          pick(this.#of(server)).push(await this.#load(server, paths, secondsPerRound));
        }),
      );
    }
  }

  /** No other stack runs meanwhile. */
  async #load(server: StackServer, paths: LoadOptions['paths'], seconds: number) {
    const { statements, servers, signal } = this.options;
    await statements.untilQuiet();
    const others = servers.filter((other) => other !== server);
    others.forEach((other) => other.suspend());
    try {
      return await load({
        origin: server.origin,
        paths,
        authorization: sampleData.authorization,
        seconds,
        signal,
      });
    } finally {
      others.forEach((other) => other.resume());
    }
  }

  async #bursts(server: StackServer): Promise<void> {
    const { measures, cacheKey } = server.stack;
    if (!measures.includes('burst') || cacheKey === undefined) return;
    for (let count = 0; count < this.options.bursts; count++) {
      this.#of(server).bursts.push(await this.#burst(server, cacheKey));
    }
  }

  async #burst({ stack, port, origin }: StackServer, cacheKey: string): Promise<BurstSample> {
    const { redis, statements } = this.options;
    await ask(`${origin}${listPath}`);
    if ((await redis.del(cacheKey)) === 0)
      throw new UserError(
        `${stack.name} keeps no list under ${cacheKey}: ${(await redis.keys('*')).join(', ')}`,
      );
    const { result, selects } = await statements.during(() =>
      burst({
        port,
        path: listPath,
        authorization: sampleData.authorization,
        requests: burstRequests,
        isRight: (text) => problemOf({ status: 200, text }, {}) === undefined,
      }),
    );
    return { ...result, rebuilds: selects.filter(readsSeminars).length };
  }
}

const checkServer = ({ stack, origin }: StackServer) =>
  checkAnswers({
    name: stack.name,
    origin,
    hasQueries: stack.cacheKey !== undefined,
    checksToken: stack.checksToken,
  });
