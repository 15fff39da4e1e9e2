import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { rounded } from '../statistics';
import type { Carried, Measured } from './measure-capacity';

export interface CapacityReport extends Measured {
  readonly startedAt: string;
  readonly rounds: number;
  readonly secondsPerRound: number;
  readonly posts: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: { readonly cpus: number; readonly memoryBytes: number };
  readonly peakMiB: number;
}

/** What is far above it is no answer to somebody who waits. */
export const patienceMs = 500;

export interface Capacity {
  /** Requests a second, p99 within `patienceMs`, of the level that carried most. */
  readonly perSecond: number;
  /** What the processor of the machine computes for a request. */
  readonly cpuMs: Carried['cpuMs'];
  readonly databaseCpuMs: number;
  readonly bytesEach: number;
  readonly logBytesEach: number;
}

/** Undefined where even one client waits too long. */
export function capacityOf({ levels }: Pick<Measured, 'levels'>): Capacity | undefined {
  const good = levels.filter(({ p99Ms, refused }) => p99Ms <= patienceMs && refused === 0);
  const [best] = good.toSorted((a, b) => b.perSecond - a.perSecond);
  if (best === undefined) return undefined;
  const { perSecond, cpuMs, databaseCpuMs, bytesEach, logBytesEach } = best;
  return { perSecond, cpuMs, databaseCpuMs, bytesEach, logBytesEach };
}

const sumOf = ({ app, nginx, redis }: Carried['cpuMs']) => app + nginx + redis;

export function capacityMarkdown(report: CapacityReport): string {
  const capacity = capacityOf(report);
  const verdict =
    capacity === undefined
      ? `**No level was answered within ${patienceMs} ms.**`
      : `**${rounded(capacity.perSecond)} requests a second**, p99 within ${patienceMs} ms, none refused; ${rounded(sumOf(capacity.cpuMs))} ms of the processor each.`;
  const { startedAt, rounds, secondsPerRound, posts, peakMiB, environment } = report;
  return `# What one machine carries

One processor and 1 GiB with Nginx, Redis and the release; ${posts.toLocaleString('en-US')} posts in MySQL, which has a processor of its own with the load.
${rounds} rounds of ${secondsPerRound} s a level on ${startedAt.slice(0, 10)}, medians. Made by \`npm run bench:capacity\`.

${verdict}

| clients at once | requests a second | p50 ms | p99 ms | not answered | CPU ms, app | Nginx | Redis | database |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${report.levels.map((level) => row([String(level.connections)], level)).join('\n')}

Each kind of request alone, by 16 clients:

| of 100 | kind | requests a second | p50 ms | p99 ms | not answered | CPU ms, app | Nginx | Redis | database |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${report.kinds.map((kind) => row([String(kind.share), kind.name], kind)).join('\n')}

- memory of the machine at its peak, page cache included: ${rounded(peakMiB)} MiB
- an answer with its head: ${rounded(capacity?.bytesEach)} bytes; what is logged of it: ${rounded(capacity?.logBytesEach)} bytes
${Object.entries(environment)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join('\n')}
`;
}

function row(first: readonly string[], { cpuMs, ...carried }: Carried): string {
  const { perSecond, p50Ms, p99Ms, refused, databaseCpuMs } = carried;
  const figures = [cpuMs.app, cpuMs.nginx, cpuMs.redis, databaseCpuMs].map((value) => rounded(value));
  return `| ${[...first, ...[perSecond, p50Ms, p99Ms].map((value) => rounded(value)), refused, ...figures].join(' | ')} |`;
}

/** Writes the table and the figures. */
export async function writeCapacityReport(directory: string, report: CapacityReport): Promise<void> {
  await mkdir(directory, { recursive: true });
  const figures = { ...report, capacity: capacityOf(report) };
  const text = JSON.stringify(
    figures,
    (_, value: unknown) => (typeof value === 'number' ? rounded(value) : value),
    2,
  );
  await writeFile(path.join(directory, 'capacity.json'), `${text}\n`);
  await writeFile(path.join(directory, 'capacity.md'), capacityMarkdown(report));
}
