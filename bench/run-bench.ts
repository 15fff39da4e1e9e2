import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';

import type { Output } from '../bin/io/output';
import { CleanUp } from './clean-up';
import { expectedList } from './data/sample-data';
import { seedDatabase } from './data/seed-database';
import { findNode, type NodeProgram } from './machine/node-program';
import { migrate, prepareRelease } from './machine/prepare-release';
import { moveProcess, processors, requireTwoProcessors } from './machine/processors';
import { installRequirements, preparePeers } from './machine/requirements';
import { ask, listPath } from './measure/answers';
import { estimateSeconds, MeasureStacks } from './measure/measure-stacks';
import { StatementLog } from './measure/statement-log';
import { figuresOf } from './report/figures';
import { checkFloors } from './report/floors';
import type { NodeResult, Report } from './report/report';
import { type DatabaseKind, type DatabaseServer, startDatabaseServer } from './servers/database-server';
import { startNginxServer } from './servers/nginx-server';
import { type RedisServer, startRedisServer } from './servers/redis-server';
import { StackServer } from './servers/stack-server';
import { placeStacks } from './site';
import type { Stack } from './stacks';
import { memorySettings } from '../test/helpers/deployment-files';

export interface BenchOptions {
  readonly stacks: readonly Stack[];
  /** Major versions, or paths. */
  readonly nodes: readonly string[];
  readonly database: DatabaseKind;
  readonly rounds: number;
  readonly secondsPerRound: number;
  readonly starts: number;
  readonly bursts: number;
}

export interface BenchContext {
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly rootDirectory: string;
  readonly cacheDirectory: string;
}

/** Above it something else takes the processors away. */
const quietLoad = 0.5;

/** What all runs of one bench share. */
interface Stage {
  readonly directory: string;
  readonly releaseDirectory: string;
  readonly jwtSecretFile: string;
  readonly answerFile: string;
  readonly headersFile: string;
  readonly database: DatabaseServer;
  readonly redis: RedisServer;
}

/** Measures all stacks side by side, once with each Node; whatever was started has ended afterwards. @throws UserError */
export async function runBench(options: BenchOptions, context: BenchContext): Promise<Report> {
  const { output } = context;
  const started = new Date();
  // Each program that runs listens for the interruption.
  setMaxListeners(100, context.signal);
  requireTwoProcessors();
  const [busy = 0] = loadavg();
  if (busy > quietLoad)
    output.warn(`This machine is busy (load ${busy.toFixed(1)}): the figures will be noise.`);
  const cleanUp = new CleanUp();
  try {
    const nodes = await prepare(options, context);
    const stage = await output.step('start database and Redis, fill the tables', () =>
      setStage(options.database, context, cleanUp),
    );
    const results: NodeResult[] = [];
    for (const node of nodes) {
      const work = () => measureWith(node, options, stage, context);
      const end = clockTime(estimateSeconds(options));
      results.push(await output.step(`measure with Node ${node.version}, until about ${end}`, work));
    }
    return {
      startedAt: started.toISOString(),
      seconds: Math.round((Date.now() - started.getTime()) / 1000),
      rounds: options.rounds,
      secondsPerRound: options.secondsPerRound,
      environment: { ...describeEnvironment(stage), 'load of the machine before': busy.toFixed(2) },
      titles: Object.fromEntries(options.stacks.map(({ name, title }) => [name, title])),
      results,
    };
  } finally {
    await cleanUp.run();
  }
}

async function prepare({ nodes, stacks }: BenchOptions, context: BenchContext): Promise<NodeProgram[]> {
  const { output, signal, rootDirectory, cacheDirectory } = context;
  await installRequirements(output, signal);
  if (stacks.some(({ hasPackages }) => hasPackages)) {
    await output.step('install and build the peers', () => preparePeers(rootDirectory, signal));
  }
  const programs = [];
  for (const name of nodes) programs.push(await findNode(name, cacheDirectory, signal));
  return programs;
}

async function setStage(
  kind: DatabaseKind,
  { rootDirectory, signal }: BenchContext,
  cleanUp: CleanUp,
): Promise<Stage> {
  const directory = await mkdtemp(path.join(tmpdir(), 'waffle-bench-'));
  cleanUp.add(() => rm(directory, { recursive: true, force: true }));
  const releaseDirectory = path.join(directory, 'release');
  const answerFile = path.join(directory, 'answer.json');
  const headersFile = path.join(directory, 'headers.json');
  const jwtSecretFile = path.join(directory, 'jwt-secret');
  await prepareRelease(rootDirectory, releaseDirectory);
  await writeFile(answerFile, JSON.stringify(expectedList()));
  await writeFile(jwtSecretFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  await writeFile(headersFile, JSON.stringify({ 'content-type': 'application/json; charset=utf-8' }));

  // From here on: we ourselves make the load, and what we start for serving moves to the other processor.
  cleanUp.add(() => moveProcess(process.pid, processors.all));
  await moveProcess(process.pid, processors.load);
  const database = await startDatabaseServer(kind, directory, signal);
  cleanUp.add(database.stop);
  const redis = await startRedisServer(directory, signal);
  cleanUp.add(redis.stop);
  await migrate(releaseDirectory, database.address, signal);
  await seedDatabase(database.connection);
  return { directory, releaseDirectory, answerFile, headersFile, jwtSecretFile, database, redis };
}

async function measureWith(
  node: NodeProgram,
  options: BenchOptions,
  stage: Stage,
  context: BenchContext,
): Promise<NodeResult> {
  const { directory, database, redis } = stage;
  const { output, signal } = context;
  const cleanUp = new CleanUp();
  try {
    const placed = await placeStacks(options.stacks, directory, stage.answerFile);
    const sites = placed.map(({ site }) => site);
    const nginx = await startNginxServer({ directory, listPath, sites, signal });
    cleanUp.add(() => nginx.stop());
    const surroundings = {
      ...stage,
      node: node.program,
      database: database.address,
      redisSocket: redis.socket,
      memorySettings: memorySettings(),
    };
    const servers = placed.map(
      ({ site, ...place }) => new StackServer({ ...place, port: site.port, surroundings, signal }),
    );
    servers.forEach((server) => cleanUp.add(() => server.stop()));
    const samples = await new MeasureStacks({
      ...options,
      servers,
      redis: redis.client,
      statements: new StatementLog(database.connection),
      output,
      signal,
      onChecked: (server) => keepHeaders(server, stage.headersFile),
    }).run();
    const stacks = figuresOf(samples);
    return { node: node.version, stacks, floors: checkFloors(stacks) };
  } finally {
    await cleanUp.run();
  }
}

const clockTime = (inSeconds: number) => new Date(Date.now() + inSeconds * 1000).toTimeString().slice(0, 5);

/** Bare Node sends what our API sends: it starts after it, with the headers that Nginx has not made. */
async function keepHeaders({ stack, origin }: StackServer, headersFile: string): Promise<void> {
  if (stack.name !== 'ours') return;
  const { headers } = await ask(`${origin}${listPath}`);
  const made = ['server', 'date', 'connection', 'content-length', 'transfer-encoding'];
  const own = Object.entries(headers).filter(([name]) => !made.includes(name));
  await writeFile(headersFile, JSON.stringify(Object.fromEntries(own)));
}

function describeEnvironment({ database }: Stage): Record<string, string> {
  return {
    processor: `${cpus()[0]?.model ?? 'unknown'}; servers on processor ${processors.servers}, load on ${processors.load}`,
    system: readFileSync('/etc/os-release', 'utf8').match(/^PRETTY_NAME="(.*)"$/m)?.[1] ?? 'unknown',
    database: `${database.version}, the same for all stacks; with TLS for this project only`,
    data: '50 seminars, 10 instructors, 2,000 participations',
  };
}
