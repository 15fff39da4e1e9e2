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

const usualConnections = 32;
const report = path.join(__dirname, 'wrk-report.lua');

/** Asks as fast as one thread can over 32 connections. */
export function load({ origin, paths, authorization, ...options }: LoadOptions): Promise<LoadResult> {
  const url = origin + paths[0];
  const argv = ['--header', `Authorization: ${authorization}`, url];
  return runWrk([...argv, ...(paths.length > 1 ? ['--', ...paths] : [])], usualConnections, options);
}

export interface FileLoadResult extends LoadResult {
  /** Of an answer, with its head. */
  readonly bytesEach: number;
}

/** What the lines of a file say, as fast as one thread can over so many connections. */
export const loadFile = ({
  origin,
  file,
  connections,
  ...options
}: FileLoadOptions): Promise<FileLoadResult> =>
  runWrk([`${origin}/`, '--', `@${file}`], connections, options);

export interface FileLoadOptions extends Pick<LoadOptions, 'origin' | 'seconds' | 'signal'> {
  /** As `wrk-report.lua` reads it. */
  readonly file: string;
  readonly connections: number;
}

async function runWrk(
  argv: readonly string[],
  connections: number,
  { seconds, signal }: Pick<LoadOptions, 'seconds' | 'signal'>,
): Promise<FileLoadResult> {
  const rate = ['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`];
  const timeoutMs = (seconds + 10) * 1000;
  const { stdout } = await run(['wrk', ...rate, '--script', report, ...argv], { signal, timeoutMs });
  return parseReport(stdout);
}

/** @throws UserError */
export function parseReport(text: string): FileLoadResult {
  const line = text.split('\n').find((candidate) => candidate.startsWith('{'));
  if (line === undefined) throw new UserError(`wrk printed no report:\n${text.slice(-500)}`);
  const { requests, microseconds, bytes, ...rest } = JSON.parse(line) as LoadResult & {
    requests: number;
    microseconds: number;
    bytes: number;
  };
  const { p50Ms, p99Ms, refused } = rest;
  const [perSecond, bytesEach] = [(requests / microseconds) * 1e6, bytes / requests];
  return { perSecond, bytesEach, p50Ms, p99Ms, refused };
}
