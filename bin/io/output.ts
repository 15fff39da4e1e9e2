import { Writable } from 'node:stream';
import { exitCodes, UserError } from './errors';
import { Progress, type Step, type StepRecord } from './progress';
import { painter, type TextStream } from './text-stream';

export interface OutputOptions {
  /** Data alone on stdout, everything for people on stderr. @default false */
  readonly json?: boolean;
  /** Colours where the stream is a terminal. @default true */
  readonly color?: boolean;
  /** Shows details. @default false */
  readonly verbose?: boolean;
  /** @default process.stdout */
  readonly stdout?: TextStream;
  /** @default process.stderr */
  readonly stderr?: TextStream;
}

/** The one way to print. */
export interface Output {
  readonly json: boolean;
  readonly verbose: boolean;
  /** The result of a command on stdout: JSON with `--json`, else `text` (or indented JSON without one). */
  data(value: unknown, text?: string): void;
  /** What a program on the instance writes, as it comes: to the same stream here. */
  passOn(text: string, stream: 'stdout' | 'stderr'): void;
  /** Standard output for bytes that are the result themselves. @throws UserError where it is a terminal or has JSON */
  raw(): Writable;
  /** A line for people. */
  line(text?: string): void;
  /** A line for people who asked for `--verbose`. */
  detail(text: string): void;
  warn(text: string): void;
  /** What went wrong and, if known, the way out. */
  error(text: string, fix?: string): void;
  /** Runs `work` as a step whose progress shows on stderr; steps started within it are nested. */
  step<T>(name: string, work: (step: Step) => Promise<T>): Promise<T>;
  /** Ended steps in the order of their ends, a nested one before the step around it. */
  steps(): readonly StepRecord[];
}

export function createOutput(options: OutputOptions = {}): Output {
  const { json = false, color = true, verbose = false } = options;
  const { stdout = process.stdout, stderr = process.stderr } = options;
  const paint = painter(stderr, color);
  const progress = new Progress(stderr, color);
  const toPeople = json ? stderr : stdout;

  return {
    json,
    verbose,
    data(value, text) {
      const shown = json ? JSON.stringify(value) : (text ?? JSON.stringify(value, null, 2));
      progress.print(stdout, `${shown}\n`);
    },
    passOn: (text, stream) => progress.print(stream === 'stdout' ? stdout : stderr, text),
    raw: () => rawOutput(json),
    line: (text = '') => progress.print(toPeople, `${text}\n`),
    detail(text) {
      if (verbose) progress.print(stderr, `${paint('dim', text)}\n`);
    },
    warn: (text) => progress.print(stderr, `${paint('yellow', '!')} ${hang(text)}\n`),
    error(text, fix) {
      const wayOut = fix ? `\n  ${paint('bold', '→')} ${hang(fix, '    ')}` : '';
      progress.print(stderr, `${paint('red', '✖')} ${hang(text)}${wayOut}\n`);
    },
    step: (name, work) => progress.step(name, work),
    steps: () => progress.records(),
  };
}

function rawOutput(json: boolean): Writable {
  const problem = json ? 'JSON' : 'a terminal';
  if (json || process.stdout.isTTY) {
    throw new UserError(`Standard output is for ${problem} here.`, {
      code: exitCodes.usage,
      fix: 'name a file; or lead standard output into one: … - > dump.sql',
    });
  }
  return new Writable({
    write: (chunk, _encoding, done) => void process.stdout.write(chunk as Uint8Array, done),
  });
}

/** Later lines start under the first one. */
const hang = (text: string, indent = '  ') => text.split('\n').join(`\n${indent}`);
