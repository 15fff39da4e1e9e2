import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { run } from '../../bin/io/run';
import type { BenchContext } from '../run-bench';
import { median } from '../statistics';

/** `waffle --help` may take so much longer than a Node that does nothing. */
export const limitMs = 150;
const timeoutMs = 30_000;

export interface StartReport {
  readonly startedAt: string;
  readonly rounds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Of each round, in its order. */
  readonly milliseconds: { readonly node: readonly number[]; readonly waffle: readonly number[] };
}

/** `./bin/waffle --help` beside `node -e 0`: by turns, every second round in the other order, after one that only warms caches. */
export async function runStartBench(
  rounds: number,
  { rootDirectory, signal, output }: BenchContext,
): Promise<StartReport> {
  const argvs = {
    node: [process.execPath, '-e', '0'],
    waffle: [path.join(rootDirectory, 'bin/waffle'), '--help'],
  };
  const startedAt = new Date().toISOString();
  const busy = (loadavg()[0] ?? 0).toFixed(2);
  const milliseconds = { node: [] as number[], waffle: [] as number[] };
  await output.step(`start each ${rounds} times`, async () => {
    for (let round = 0; round <= rounds; round += 1) {
      const names = round % 2 === 0 ? (['node', 'waffle'] as const) : (['waffle', 'node'] as const);
      for (const name of names) {
        const beganMs = performance.now();
        await run(argvs[name], { cwd: rootDirectory, timeoutMs, signal });
        if (round > 0) milliseconds[name].push(performance.now() - beganMs);
      }
    }
  });
  const environment = {
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    node: process.versions.node,
    'load of the machine before': busy,
  };
  return { startedAt, rounds, environment, milliseconds };
}

/** The median of the differences of the rounds, and whether it is small enough. */
export function judgeStart({ milliseconds: { node, waffle } }: StartReport) {
  const more = median(waffle.map((time, index) => time - (node[index] ?? 0)));
  const whole = (time: number | undefined) => (time === undefined ? undefined : Math.round(time));
  return {
    nodeMs: whole(median(node)),
    waffleMs: whole(median(waffle)),
    moreMs: whole(more),
    holds: more !== undefined && more < limitMs,
  };
}

export function startMarkdown(report: StartReport): string {
  const { nodeMs, waffleMs, moreMs, holds } = judgeStart(report);
  const { environment, rounds, startedAt } = report;
  return `# waffle --help beside a Node that does nothing

${rounds} rounds by turns on ${startedAt.slice(0, 10)}, medians. Made by \`npm run bench:start\`.

| command | ms |
| --- | ---: |
| \`node -e 0\` | ${nodeMs} |
| \`./bin/waffle --help\` | ${waffleMs} |
| more, in the same round | ${moreMs} |

Under ${limitMs} ms more: **${holds ? 'holds' : 'MISSED'}**.

${Object.entries(environment)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join('\n')}
`;
}

/** Writes the table and the figures. */
export async function writeStartReport(directory: string, report: StartReport): Promise<void> {
  await mkdir(directory, { recursive: true });
  const figures = { ...report, ...judgeStart(report) };
  await writeFile(path.join(directory, 'start.json'), `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(path.join(directory, 'start.md'), startMarkdown(report));
}
