import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../rehearsal/wait-until';
import type { Variables } from '../io/environment';
import { UserError } from '../io/errors';
import { shownPath } from './files';
import { withLifeline } from '../io/lifeline';
import { type ProcessEnd, start, type StartedProcess, type StartOptions } from '../io/run';

/** One program of a running `waffle local`. */
export interface Part {
  /** As people call it. */
  readonly name: string;
  /** Of its log file and of the file with its process. */
  readonly id: string;
  readonly argv: readonly string[];
  readonly env?: Variables;
  readonly cwd?: string;
  /** Resolves once it answers; a rejection means not yet. Absent: it need not. */
  readonly ready?: () => Promise<unknown>;
  /** @default 20 s */
  readonly readyTimeoutMs?: number;
  /** Gets each line in place of the log file. */
  readonly onLine?: (line: string) => void;
}

export interface PartsOptions {
  readonly runDirectory: string;
  readonly logDirectory: string;
  readonly signal: AbortSignal;
}

/** Of the files that hold the ids of the process groups. */
const groupExtension = '.group';
const stopTimeoutMs = 30_000;
const shownLines = 15;

/** The programs, in the order of their start. They end with this process, however it ends. */
export class Parts {
  readonly #running: { readonly part: Part; readonly process: StartedProcess }[] = [];
  #stopping = false;
  #onCrash: (error: UserError) => void = () => undefined;
  /** Rejects as soon as a part has ended that nobody stopped. */
  readonly crash = new Promise<never>((_, reject) => (this.#onCrash = reject));

  constructor(private readonly options: PartsOptions) {
    this.crash.catch(() => undefined); // whoever waits for it sees it
  }

  /** Resolves when the part answers. @throws UserError with the end of its log when it does not */
  async start(part: Part): Promise<void> {
    const { runDirectory, signal } = this.options;
    const { argv, onLine, env, cwd, ready } = part;
    const logFile = this.#logFile(part);
    rmSync(logFile, { force: true });
    const process = await startWithLifeline(runDirectory, part.id, argv, {
      ...(onLine ? { onLine } : { outputFile: logFile }),
      ...(env && { env }),
      ...(cwd !== undefined && { cwd }),
    });
    this.#running.push({ part, process });
    void process.exited.then((end) => this.#ended(part, end));
    if (!ready) return;
    const options = { what: `${part.name} answers`, timeoutMs: part.readyTimeoutMs ?? 20_000, signal };
    const answers = waitUntil(async () => (await ready(), true), { ...options, intervalMs: 50 });
    await Promise.race([answers.catch((error: Error) => this.#explain(part, error)), this.crash]);
  }

  /** In the reverse order of their start, so that nobody misses what it needs. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { process } of this.#running.reverse()) await process.stop(stopTimeoutMs);
  }

  #ended(part: Part, end: ProcessEnd): void {
    if (this.#stopping) return;
    this.#onCrash(
      new UserError(`${part.name} has ended (${howItEnded(end)}).${this.#tail(part)}`, {
        fix: 'Everything else was stopped. Repair what its log says, then run it again.',
      }),
    );
  }

  #explain(part: Part, { message }: Error): never {
    this.options.signal.throwIfAborted();
    throw new UserError(`${message}${this.#tail(part)}`);
  }

  #tail(part: Part): string {
    if (part.onLine) return '';
    const file = this.#logFile(part);
    return ` The end of ${shownPath(file)}:\n${logTail(file)}`;
  }

  #logFile = ({ id }: Part) => path.join(this.options.logDirectory, `${id}.log`);
}

/** Starts a program that ends with this process, however that ends; `hasLeftovers` knows it as long as it runs. */
export const startWithLifeline = (
  runDirectory: string,
  id: string,
  argv: readonly string[],
  options: Omit<StartOptions, 'lifeline'>,
): Promise<StartedProcess> =>
  start(withLifeline(argv, path.join(runDirectory, `${id}${groupExtension}`)), {
    ...options,
    lifeline: true,
  });

/** A run that was killed takes a moment to end: its database writes what it still has in memory. */
export const hasLeftovers = (runDirectory: string): boolean =>
  readdirSync(runDirectory)
    .filter((name) => name.endsWith(groupExtension))
    .some((name) => isRunning(Number(readText(path.join(runDirectory, name)))));

export async function waitForLeftovers(runDirectory: string): Promise<void> {
  const deadlineMs = performance.now() + stopTimeoutMs;
  while (hasLeftovers(runDirectory) && performance.now() < deadlineMs) await sleep(50);
}

/** The last lines of a log, which say why its program has ended. */
export const logTail = (file: string) => readText(file).trimEnd().split('\n').slice(-shownLines).join('\n');

export const howItEnded = ({ code, signal }: ProcessEnd) =>
  signal === null
    ? `exit code ${code}${code !== null && code > 128 ? `: signal ${code - 128}` : ''}`
    : signal;

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isRunning(group: number): boolean {
  if (!(group > 1)) return false;
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}
