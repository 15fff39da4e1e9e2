import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { cpuSecondsOfTrees } from '../measure/process-cpu';
import { type FileLoadResult, loadFile } from '../measure/wrk';
import { median } from '../statistics';
import type { CapacityMachine, Program } from './capacity-machine';
import { type Kind, kinds, linesOf, mixedRequests, type MixScene } from './request-mix';

/** What was measured of one load; of several rounds the medians. */
export interface Carried extends FileLoadResult {
  /** Of a request, on the machine. */
  readonly cpuMs: Readonly<Record<Program, number>>;
  /** Of a request, on the machine of the database. */
  readonly databaseCpuMs: number;
  readonly logBytesEach: number;
}

export interface Measured {
  /** The mix, by so many clients of whom each waits for its answer before it asks again. */
  readonly levels: readonly (Carried & { readonly connections: number })[];
  /** Each kind alone, by `connectionsAlone`. */
  readonly kinds: readonly (Carried & Pick<Kind, 'name' | 'share'>)[];
}

interface Scene {
  readonly machine: CapacityMachine;
  readonly databasePid: number;
  readonly directory: string;
  readonly scene: MixScene;
  readonly tokens: readonly string[];
}

interface Options {
  readonly rounds: number;
  readonly secondsPerRound: number;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

const levels = [1, 4, 16, 64];
export const connectionsAlone = 16;
const requestsPerFile = 2_000;

/** After one round that only warms up. */
export async function measureCapacity(scene: Scene, options: Options): Promise<Measured> {
  const mix = await writeFileOf(scene, 'mix', kinds);
  await loadOnce(scene, mix, connectionsAlone, options);
  const rounds = Array.from({ length: options.rounds }, (_, round) => round);
  const samples = new Map<number, Carried[]>();
  for (const round of rounds)
    for (const connections of levels) {
      options.onStep(`round ${round + 1}, ${connections} clients`);
      const carried = await loadOnce(scene, mix, connections, options);
      samples.set(connections, [...(samples.get(connections) ?? []), carried]);
    }
  const alone = [];
  for (const kind of kinds) {
    options.onStep(kind.name);
    const file = await writeFileOf(scene, 'kind', [kind]);
    const carried = await loadOnce(scene, file, connectionsAlone, options);
    alone.push({ name: kind.name, share: kind.share, ...carried });
  }
  const ofLevels = levels.map((connections) => ({
    connections,
    ...middle(samples.get(connections) ?? []),
  }));
  return { levels: ofLevels, kinds: alone };
}

async function writeFileOf(
  { directory, scene, tokens }: Scene,
  name: string,
  some: readonly Kind[],
): Promise<string> {
  const file = path.join(directory, `${name}.txt`);
  await writeFile(file, `${linesOf(mixedRequests(requestsPerFile, scene, some), tokens)}\n`);
  return file;
}

async function loadOnce(
  { machine, databasePid }: Scene,
  file: string,
  connections: number,
  { secondsPerRound: seconds, signal }: Options,
): Promise<Carried> {
  const before = { ...machine.cpuSeconds(), database: cpuSecondsOfTrees([databasePid]) };
  const logBefore = machine.logBytes();
  const result = await loadFile({ origin: machine.origin, file, connections, seconds, signal });
  const after = { ...machine.cpuSeconds(), database: cpuSecondsOfTrees([databasePid]) };
  const requests = result.perSecond * seconds;
  const each = (name: Program | 'database') => ((after[name] - before[name]) / requests) * 1_000;
  const cpuMs = { app: each('app'), nginx: each('nginx'), redis: each('redis') };
  const logBytesEach = (machine.logBytes() - logBefore) / requests;
  return { ...result, cpuMs, databaseCpuMs: each('database'), logBytesEach };
}

function middle(samples: readonly Carried[]): Carried {
  const of = (value: (sample: Carried) => number) => median(samples.map(value)) ?? 0;
  return {
    perSecond: of(({ perSecond }) => perSecond),
    bytesEach: of(({ bytesEach }) => bytesEach),
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    refused: samples.reduce((sum, { refused }) => sum + refused, 0),
    cpuMs: {
      app: of(({ cpuMs }) => cpuMs.app),
      nginx: of(({ cpuMs }) => cpuMs.nginx),
      redis: of(({ cpuMs }) => cpuMs.redis),
    },
    databaseCpuMs: of(({ databaseCpuMs }) => databaseCpuMs),
    logBytesEach: of(({ logBytesEach }) => logBytesEach),
  };
}
