import { exitCodes, UserError } from './errors';

const shownLines = 20;

export interface CommandFailure {
  readonly argv: readonly string[];
  /** Exit code, null when a signal ended it. */
  readonly code?: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly stdout?: string;
  readonly stderr?: string;
  /** It was ended because it took longer than this. */
  readonly timeoutMs?: number | undefined;
  /** It did not even start. */
  readonly cause?: NodeJS.ErrnoException;
}

/** A command could not be started, or ended with a code other than 0, by a signal or by its time limit. */
export class CommandFailed extends UserError {
  override readonly name = 'CommandFailed';
  readonly argv: readonly string[];
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** The end of what it wrote to stderr, or to stdout when stderr is empty. */
  readonly outputTail: string;

  constructor(failure: CommandFailure) {
    const tail = lastLines(failure.stderr?.trim() ? failure.stderr : (failure.stdout ?? ''));
    super([`${showArgv(failure.argv)}: ${howItEnded(failure)}`, tail].filter(Boolean).join('\n'), {
      code: failure.timeoutMs === undefined ? exitCodes.failed : exitCodes.interrupted,
      cause: failure.cause,
    });
    this.argv = failure.argv;
    this.exitCode = failure.code ?? null;
    this.signal = failure.signal ?? null;
    this.timedOut = failure.timeoutMs !== undefined;
    this.outputTail = tail;
  }
}

/** As one would type it in a shell. */
export const showArgv = (argv: readonly string[]) =>
  argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');

function howItEnded({ code, signal, timeoutMs, cause }: CommandFailure): string {
  if (cause?.code === 'ENOENT') return 'could not be started: no such program, or no such working directory';
  if (cause) return `could not be started: ${cause.message}`;
  if (timeoutMs !== undefined) return `ended because it took longer than ${timeoutMs / 1000} s`;
  return signal ? `ended by ${signal}` : `exit code ${code}`;
}

const lastLines = (text: string) => text.trimEnd().split('\n').slice(-shownLines).join('\n');
