import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';

import cdkJson from '../../cdk.json';
import { run } from '../../bin/io/run';
import type { BenchContext } from '../run-bench';
import type { SynthReport } from './synth-report';

/** Above it something else takes the processors away. */
const quietLoad = 0.5;
const timeoutMs = 120_000;

/** Both run from the same folder: the same command line, flags of Node and of CDK, validation. */
const apps = {
  empty: ['--app', cdkJson.app.replace('bin/cdk-app.ts', 'bench/synth/empty-app.ts')],
  // Whoever measures has settings of their own: they are not part of it.
  ours: ['--context', 'settingsFile=none'],
} as const;

/**
 * `cdk synth` of this project, which builds its release archive meanwhile, beside that of an empty app: by turns, every
 * second round in the other order, after one round that only warms caches.
 */
export async function runSynthBench(rounds: number, context: BenchContext): Promise<SynthReport> {
  const { output, signal, rootDirectory } = context;
  const startedAt = new Date().toISOString();
  const [busy = 0] = loadavg();
  if (busy > quietLoad)
    output.warn(`This machine is busy (load ${busy.toFixed(1)}): the figures will be noise.`);
  const directory = await mkdtemp(path.join(tmpdir(), 'waffle-synth-'));
  const seconds = { empty: [] as number[], ours: [] as number[] };
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const names = round % 2 === 0 ? (['empty', 'ours'] as const) : (['ours', 'empty'] as const);
      await output.step(round === 0 ? 'warm up' : `round ${round} of ${rounds}`, async () => {
        for (const name of names) {
          const time = await timeSynth(apps[name], directory, rootDirectory, signal);
          if (round > 0) seconds[name].push(time);
        }
      });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  const environment = {
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    node: process.versions.node,
    'load of the machine before': busy.toFixed(2),
  };
  return { startedAt, rounds, environment, seconds };
}

const timeSynth = async (
  options: readonly string[],
  directory: string,
  rootDirectory: string,
  signal: AbortSignal,
): Promise<number> => {
  const cdk = path.join(rootDirectory, 'node_modules/aws-cdk/bin/cdk');
  const argv = [
    process.execPath,
    cdk,
    'synth',
    '--quiet',
    '--output',
    path.join(directory, 'cdk.out'),
    ...options,
  ];
  const beganMs = performance.now();
  await run(argv, { cwd: rootDirectory, timeoutMs, signal });
  return (performance.now() - beganMs) / 1000;
};
