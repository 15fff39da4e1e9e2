import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { CommandFailed } from './command-failed';
import { endGroup, ended, graceMs, type ProcessEnd, spawnGroup, type SpawnOptions } from './process-group';

export { CommandFailed, showArgv } from './command-failed';
export type { ProcessEnd } from './process-group';

export interface ProcessOptions extends SpawnOptions {
  /** Aborting ends the process with SIGTERM, after 5 s with SIGKILL. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each line as it is written, without its line break. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface RunOptions extends ProcessOptions {
  /** Written to its standard input, which is empty without it. */
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  /** Resolve whatever its exit code or signal is; the time limit still rejects. @default false */
  readonly allowFailure?: boolean;
}

export interface RunResult extends ProcessEnd {
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions extends ProcessOptions {
  /** Collects stdout and stderr, appended; `onLine` is then not called. */
  readonly outputFile?: string;
  /**
   * It outlives signals to us and our exit, and knows our end, however we end, by the end of its standard input:
   * what has to happen then is its own to do. @default false
   */
  readonly lifeline?: boolean;
}

/** A long-running child. */
export interface StartedProcess {
  readonly pid: number;
  /** Never rejects. */
  readonly exited: Promise<ProcessEnd>;
  /** SIGTERM, after the time SIGKILL, to it and what it started; resolves once it is gone, also if it already was. */
  stop(timeoutMs?: number): Promise<ProcessEnd>;
  /** Ends the standard input of a `lifeline`. */
  letGo(): void;
}

/**
 * Runs a program to its end, never through a shell.
 * @throws CommandFailed
 * @throws the reason of `signal`, once the process has ended
 */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { signal, timeoutMs, onLine, allowFailure = false } = options;
  signal?.throwIfAborted();
  const child = await spawnGroup(argv, options, ['pipe', 'pipe', 'pipe']);
  const texts = gather(child);
  if (onLine) passLines(child, onLine);
  child.stdin?.on('error', () => undefined).end(options.input); // it may not want its input

  let timedOut = false;
  const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
  function onTimeout() {
    timedOut = true;
    endGroup(child);
  }
  const end = await endedOrAborted(child, signal);
  clearTimeout(timer);

  signal?.throwIfAborted();
  const result = { ...end, ...texts };
  if (timedOut) throw new CommandFailed({ argv, ...result, timeoutMs });
  if (end.code !== 0 && !allowFailure) throw new CommandFailed({ argv, ...result });
  return result;
}

/**
 * Starts a program that stays, never through a shell. It ends with us at the latest.
 * @throws CommandFailed when it cannot be started
 */
export async function start(argv: readonly string[], options: StartOptions = {}): Promise<StartedProcess> {
  const { signal, outputFile, onLine, lifeline = false } = options;
  signal?.throwIfAborted();
  const file = outputFile === undefined ? undefined : openSync(outputFile, 'a');
  const sink = file ?? (onLine ? 'pipe' : 'ignore');
  const child = await spawnGroup(argv, options, [lifeline ? 'pipe' : 'ignore', sink, sink]).finally(() => {
    if (file !== undefined) closeSync(file);
  });
  if (onLine && sink === 'pipe') passLines(child, onLine);
  const exited = endedOrAborted(child, signal);
  const stop = (timeoutMs = graceMs) => {
    endGroup(child, timeoutMs);
    return exited;
  };
  return { pid: child.pid as number, exited, stop, letGo: () => child.stdin?.destroy() };
}

async function endedOrAborted(child: ChildProcess, signal: AbortSignal | undefined): Promise<ProcessEnd> {
  const onAbort = () => endGroup(child);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  const end = await ended(child);
  signal?.removeEventListener('abort', onAbort);
  return end;
}

/** Decoding happens in the stream, so no character is cut in two. */
function gather(child: ChildProcess) {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  }
  return texts;
}

function passLines(child: ChildProcess, onLine: NonNullable<ProcessOptions['onLine']>): void {
  for (const name of ['stdout', 'stderr'] as const) {
    let rest = '';
    const stream = child[name]?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      lines.forEach((line) => onLine(line, name));
    });
    stream?.on('close', () => {
      if (rest) onLine(rest, name);
    });
  }
}
