import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Environment } from './io/environment';
import type { ExitCode } from './io/errors';
import type { Output } from './io/output';
import type { Questions } from './io/questions';

export interface CommandContext {
  readonly output: Output;
  readonly questions: Questions;
  /** The words after the verb that are no options: `['dump', 'today.sql.gz']` of `db dump today.sql.gz`. */
  readonly words: readonly string[];
  /** Aborted by Ctrl-C and by `--timeout`, with the error to end with as its reason. */
  readonly signal: AbortSignal;
  readonly environment: Environment;
  /** The project: where `package.json` is. */
  readonly rootDirectory: string;
}

/** One word of the command line: `waffle <name>`. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** Each with what it does: `['release --json', 'the same for a script']`. */
  readonly examples: readonly (readonly [command: string, effect: string])[];
  /** Flags of the shared table that make sense here; `--json`, `--no-color`, `--verbose` and `--yes` always do. */
  readonly flags: readonly (keyof typeof optionalFlags)[];
  /** Declares the options that are its own. */
  configure(command: Command): void;
  /** Resolves to the exit code; throws a UserError to end with its message. */
  run(options: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode>;
}

/** A verb that is loaded once it is typed. */
export interface LazyVerb extends Pick<Verb, 'name' | 'summary'> {
  /** Heading of the help below which it stands. */
  readonly group: 'On AWS:' | 'On this machine:';
  load(): Promise<Verb>;
}

/** Understood by every verb, before and after its name. */
export const commonFlags = () => [
  new Option('--json', 'print data alone on stdout, as JSON'),
  new Option('--no-color', 'print without colours, as the variable NO_COLOR does'),
  new Option('--verbose', 'show details and stack traces'),
  new Option('--yes', 'answer every question with yes, but for what destroys data'),
];

/** Mean the same wherever a verb takes them. */
export const optionalFlags = {
  context: () =>
    new Option('-c, --context <name=value>', 'a setting on top of cdk.json; may be repeated').argParser(
      readContext,
    ),
  region: () => new Option('--region <name>', 'AWS region (default: the setting, then the profile’s)'),
  profile: () =>
    new Option('--profile <name>', 'profile of the AWS credentials (default: the setting, then AWS_PROFILE)'),
  timeout: () =>
    new Option('--timeout <seconds>', 'give up after this time').argParser(
      wholeNumber({ least: 1, most: 86_400, unit: 'seconds' }),
    ),
} as const;

/** Of every verb that asks AWS: which project, where and as whom. */
export const targetFlags = ['context', 'region', 'profile', 'timeout'] as const;

function readContext(text: string, previous: readonly string[] = []): readonly string[] {
  if (/^[^=\s]+=/.test(text)) return [...previous, text];
  throw new InvalidArgumentError('Allowed: a name, = and a value, such as instanceType=t3.micro.');
}

/** Parser of an option's value. */
export const wholeNumber =
  ({ least, most, unit }: { least: number; most: number; unit: string }) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed: ${least} to ${most} (${unit}).`);
  };

/** Parser of an amount of money. */
export function readUsd(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Allowed: an amount in USD, such as 100 or 62.50.');
}
