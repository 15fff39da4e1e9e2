import path from 'node:path';

import { UserError } from '../../bin/io/errors';
import { run } from '../../bin/io/run';

export interface LoadOptions {
  readonly origin: string;
  /** What is asked for, by turns. */
  readonly paths: readonly [string, ...string[]];
  readonly authorization: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx and 3xx, and connections that failed. */
  readonly refused: number;
}

const connections = 32;
const report = path.join(__dirname, 'wrk-report.lua');

/** Asks as fast as one thread can over 32 connections. */
export async function load({
  origin,
  paths,
  authorization,
  seconds,
  signal,
}: LoadOptions): Promise<LoadResult> {
  const { stdout } = await run(
    [
      ...['wrk', '--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`],
      ...['--script', report, '--header', `Authorization: ${authorization}`, origin + paths[0]],
      ...(paths.length > 1 ? ['--', ...paths] : []),
    ],
    { signal, timeoutMs: (seconds + 10) * 1000 },
  );
  return parseReport(stdout);
}

/** @throws UserError */
export function parseReport(text: string): LoadResult {
  const line = text.split('\n').find((candidate) => candidate.startsWith('{'));
  if (line === undefined) throw new UserError(`wrk printed no report:\n${text.slice(-500)}`);
  const { requests, microseconds, ...rest } = JSON.parse(line) as LoadResult & {
    requests: number;
    microseconds: number;
  };
  const { p50Ms, p99Ms, refused } = rest;
  return { perSecond: (requests / microseconds) * 1e6, p50Ms, p99Ms, refused };
}
