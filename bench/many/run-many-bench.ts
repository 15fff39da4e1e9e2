import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';

import { run } from '../../bin/io/run';
import { balancerPort } from '../../test/helpers/many/balancer-configuration';
import { names, Scene } from '../../test/helpers/many/scene';
import { type LoadResult, parseReport } from '../measure/wrk';
import type { BenchContext } from '../run-bench';
import { rounded } from '../statistics';
import type { ManyReport, Measured } from './many-report';

export interface ManyOptions {
  readonly rounds: number;
  readonly seconds: number;
}

/** What is asked for: the list that all processes share, a page past every cache, and a page of the database by its key. */
const requests = [
  { title: 'the list, a hit', target: '/api/v1/seminar/' },
  { title: 'a search, from the database', target: '/api/v1/seminar/?name=Seminar' },
  { title: 'one seminar, from the database', target: '/api/v1/seminar/1/' },
] as const;

/** Requests that are at a process at once share their question to Redis: each process has as many. */
const connectionsOfOne = 32;

const script = path.join(__dirname, '../measure/wrk-report.lua');
const password = 'waffle-many';

/** Requests a second through one balancer before one, two, three and four processes, by turns. @throws UserError */
export async function runManyBench(
  { rounds, seconds }: ManyOptions,
  context: BenchContext,
): Promise<ManyReport> {
  const { output, signal } = context;
  const startedAt = new Date().toISOString();
  const busy = (loadavg()[0] ?? 0).toFixed(2);
  const scene = await output.step('start four processes, MySQL, Redis and Nginx', () => Scene.open());
  try {
    const token = await prepare(scene);
    const measured: Measured[] = [];
    await output.step(`measure ${rounds} rounds`, async (step) => {
      for (let round = 0; round < rounds; round++) {
        const order = names.map((_name, index) => index + 1);
        // A machine that drifts strikes all alike.
        for (const processes of round % 2 === 0 ? order : order.reverse())
          for (const { title, target } of requests) {
            const origin = `http://127.0.0.1:${balancerPort(processes)}`;
            const connections = connectionsOfOne * processes;
            const asked = { url: origin + target, token, connections, seconds };
            measured.push({ title, processes, ...(await measure(scene, asked, signal)) });
          }
        step.note(`round ${round + 1}`);
      }
    });
    const environment = {
      processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, for everything: processes, Nginx, MySQL, Redis and wrk`,
      node: process.version,
      'load of the machine before': busy,
    };
    return { startedAt, rounds, seconds, environment, measured };
  } finally {
    await scene.close();
  }
}

/** An instructor whose token is asked with, and fifty seminars. */
async function prepare(scene: Scene): Promise<string> {
  await scene.migrateEverywhere();
  await Promise.all(names.map((name) => scene.start(name)));
  const client = scene.client('balancer');
  const user = { username: 'ada', password, email: 'ada@example.com', role: 'instructor' };
  const { token } = (await client.send('POST', 'user/', { json: user })).body as { token: string };
  const values = Array.from({ length: 50 }, (_, n) => `('Seminar ${n + 1}', 20, 6, '14:30', NOW(6), NOW(6))`);
  await scene.connection.query(
    `INSERT INTO Seminar (name, capacity, count, time, created_at, updated_at) VALUES ${values.join(', ')}`,
  );
  client.close();
  return token;
}

interface Asked {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  readonly seconds: number;
}

async function measure(scene: Scene, asked: Asked, signal: AbortSignal) {
  const beforeSeconds = cpuSeconds(scene);
  const { perSecond, p99Ms, refused } = await load(scene, asked, signal);
  const perCpuSecond = (perSecond * asked.seconds) / (cpuSeconds(scene) - beforeSeconds);
  return {
    perSecond: Math.round(perSecond),
    perCpuSecond: Math.round(perCpuSecond),
    p99Ms: rounded(p99Ms),
    refused,
  };
}

/** Of what the kernel shows, whatever its own clock does. */
const ticksPerSecond = 100;

/** What the four processes have had of the processors so far, with all their threads. */
const cpuSeconds = (scene: Scene) =>
  names.reduce((sum, name) => {
    const stat = readFileSync(`/proc/${scene.process(name).pid}/stat`, 'utf8');
    // The name of the program, in brackets, may have spaces in it.
    const fields = stat.slice(stat.lastIndexOf(')')).split(' ');
    return sum + (Number(fields[12]) + Number(fields[13])) / ticksPerSecond;
  }, 0);

/** Of one thread, on the balancer's machine. */
async function load(
  scene: Scene,
  { url, token, connections, seconds }: Asked,
  signal: AbortSignal,
): Promise<LoadResult> {
  const wrk = [
    'wrk',
    '--threads',
    '1',
    '--connections',
    String(connections),
    '--duration',
    `${seconds}s`,
    '--script',
    script,
  ];
  const argv = [...scene.balancerHost.inside, ...wrk, '--header', `Authorization: Token ${token}`, url];
  const { stdout } = await run(argv, { signal, timeoutMs: (seconds + 20) * 1_000 });
  return parseReport(stdout);
}
