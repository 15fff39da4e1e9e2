import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { median, pairedSpread, ratio, rounded } from '../statistics';

export interface SynthReport {
  readonly startedAt: string;
  readonly rounds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Of each round, in its order. */
  readonly seconds: { readonly empty: readonly number[]; readonly ours: readonly number[] };
}

/** `cdk synth` warm stays under twice the time of an empty app. */
const limit = 2;

/** Medians, their ratio and whether it is low enough. */
export function judgeSynth({ seconds }: SynthReport) {
  const times = ratio(median(seconds.ours), median(seconds.empty));
  return {
    emptySeconds: rounded(median(seconds.empty)),
    oursSeconds: rounded(median(seconds.ours)),
    timesEmpty: rounded(times),
    spread: pairedSpread(seconds.ours, seconds.empty)?.map(rounded),
    holds: times !== undefined && times < limit,
  };
}

export function synthMarkdown(report: SynthReport): string {
  const { emptySeconds, oursSeconds, timesEmpty, spread = [], holds } = judgeSynth(report);
  return `# cdk synth beside an empty CDK app

${report.rounds} rounds by turns on ${report.startedAt.slice(0, 10)}, medians; the same command line, feature flags and validation. Made by \`npm run bench:synth\`.

| app                                                                   | seconds | times the empty app |
| --------------------------------------------------------------------- | ------- | ------------------- |
| empty: one stack, one SSM parameter                                   | ${emptySeconds} | 1 |
| this project: release archive built, cdk-nag and CDK's own validation | ${oursSeconds} | ${timesEmpty} (${spread.join('–')}) |

Under ${limit} times: **${holds ? 'holds' : 'MISSED'}**.

${Object.entries(report.environment)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join('\n')}
`;
}

/** Writes the table and the figures. */
export async function writeSynthReport(directory: string, report: SynthReport): Promise<void> {
  await mkdir(directory, { recursive: true });
  const figures = { ...report, ...judgeSynth(report) };
  await writeFile(path.join(directory, 'synth.json'), `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(path.join(directory, 'synth.md'), synthMarkdown(report));
}
