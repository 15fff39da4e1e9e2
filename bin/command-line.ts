import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { explainAwsError } from './aws/aws-error';
import type { Environment } from './io/environment';
import { type ExitCode, exitCodeOf, exitCodes, UserError } from './io/errors';
import { formatTable } from './io/format';
import { createOutput, type Output } from './io/output';
import { createQuestions } from './io/questions';
import type { TextStream } from './io/text-stream';
import { commonFlags, type LazyVerb, optionalFlags, type Verb } from './verb';

export interface CommandLineOptions {
  readonly verbs: readonly (Verb | LazyVerb)[];
  readonly rootDirectory: string;
  readonly environment: Environment;
  /** Runs before a lazy verb is loaded: not for the help of all. */
  readonly beforeLoad?: () => Promise<void>;
  /** Aborted by whoever interrupts, with a UserError as its reason. */
  readonly interruption: AbortSignal;
  /** @default process.stdout */
  readonly stdout?: TextStream;
  /** @default process.stderr */
  readonly stderr?: TextStream;
}

interface CommonValues {
  readonly json?: boolean;
  readonly color?: boolean;
  readonly verbose?: boolean;
  readonly yes?: boolean;
}

/** Does what the words say and resolves to the exit code; every error ends here, as a line and a code. */
export async function runCommandLine(
  words: readonly string[],
  options: CommandLineOptions,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const program = createProgram(options, await loadTyped(words, options), (ended) => (code = ended));
  try {
    await program.parseAsync(words, { from: 'user' });
    throwStrayError(options.interruption);
    return code;
  } catch (error) {
    // What was interrupted fails in many ways; the reason is one.
    const reason: unknown = options.interruption.reason;
    const cause = reason instanceof UserError ? reason : error;
    return report(explainAwsError(cause) ?? cause, openOutput(program, options), program);
  }
}

/** Loads the verb that is among the words; the others are known by name and summary. */
const loadTyped = async (words: readonly string[], { verbs, beforeLoad }: CommandLineOptions) => {
  const isTyped = ({ name }: LazyVerb | Verb) => words.includes(name);
  if (verbs.some((verb) => 'load' in verb && isTyped(verb))) await beforeLoad?.();
  return Promise.all(verbs.map((verb) => ('load' in verb && isTyped(verb) ? verb.load() : verb)));
};

function createProgram(
  options: CommandLineOptions,
  verbs: readonly (Verb | LazyVerb)[],
  onEnd: (code: ExitCode) => void,
): Command {
  const program = new Command('waffle')
    .description('Puts an Express + Prisma API on the AWS Free Tier, and rehearses it offline.')
    .version(readVersion(options.rootDirectory), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .commandsGroup('Verbs:')
    .helpCommand('help [verb]', 'print the help of a verb')
    .usage('<verb> [options]')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .exitOverride();
  program.configureOutput({
    writeOut: (text) => openOutput(program, options).line(text.trimEnd()),
    writeErr: (text) => openOutput(program, options).line(text.trimEnd()),
    outputError: () => undefined, // `report` says it
  });
  commonFlags().forEach((flag) => program.addOption(flag));
  const groups = new Map(options.verbs.map((verb) => [verb.name, 'load' in verb ? verb.group : undefined]));
  for (const verb of verbs) {
    const command = program.command(verb.name).description(capitalized(verb.summary)).summary(verb.summary);
    const group = groups.get(verb.name);
    if (group !== undefined) command.helpGroup(group);
    if (!('load' in verb)) addVerb(program, command, verb, options, onEnd);
  }
  return program;
}

function addVerb(
  program: Command,
  command: Command,
  verb: Verb,
  options: CommandLineOptions,
  onEnd: (code: ExitCode) => void,
): void {
  verb.configure(command);
  verb.flags.forEach((flag) => command.addOption(optionalFlags[flag]()));
  command.addHelpText('after', describeExamples(verb));
  command.action(async () => {
    const output = openOutput(program, options);
    const values = command.opts<{ timeout?: number }>();
    const { timeout } = values;
    const { yes = false } = program.opts<CommonValues>();
    const signal = limitedSignal(options.interruption, timeout);
    signal.addEventListener('abort', () => output.warn('Stopping and cleaning up …'), { once: true });
    const { environment, rootDirectory } = options;
    const questions = createQuestions({ yes, interactive: environment.interactive, signal });
    const words = command.args;
    onEnd(await verb.run(values, { output, questions, words, signal, environment, rootDirectory }));
  });
}

function openOutput(program: Command, options: CommandLineOptions): Output {
  const { json = false, color = true, verbose = false } = program.opts<CommonValues>();
  const { stdout, stderr, environment } = options;
  return createOutput({
    json,
    verbose,
    color: color && !environment.noColor,
    ...(stdout && { stdout }),
    ...(stderr && { stderr }),
  });
}

/** An error that nobody awaited arrives as an interruption; a verb that ended well has not seen it. */
function throwStrayError({ reason }: AbortSignal): void {
  if (reason !== undefined && !(reason instanceof UserError)) throw reason;
}

/** Prints what went wrong. */
function report(error: unknown, output: Output, program: Command): ExitCode {
  if (error instanceof CommanderError) return reportUsage(error, output, program);
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof UserError) output.error(message, error.fix);
  if (!(error instanceof UserError)) {
    output.error(
      `Unexpected: ${message}`,
      output.verbose ? undefined : 'Add --verbose to see where it comes from.',
    );
  }
  if (stack) output.detail(stack);
  return exitCodeOf(error);
}

/** Help that was asked for also arrives as an error. */
function reportUsage(error: CommanderError, output: Output, program: Command): ExitCode {
  if (error.exitCode === 0) return exitCodes.ok;
  if (error.code === 'commander.help') return exitCodes.usage;
  const verb = program.commands.find((command) => program.args.includes(command.name()));
  output.error(
    capitalized(error.message.replace(/^error: /, '').replace('command', 'verb')),
    `waffle ${verb ? `${verb.name()} ` : ''}--help`,
  );
  return exitCodes.usage;
}

/** The interruption, or the end of the time that `--timeout` grants. */
function limitedSignal(interruption: AbortSignal, timeoutSeconds: number | undefined): AbortSignal {
  if (timeoutSeconds === undefined) return interruption;
  const limit = new AbortController();
  const reason = new UserError(`Not done within ${timeoutSeconds} s, the limit of --timeout.`, {
    code: exitCodes.interrupted,
    fix: 'Raise --timeout, or add --verbose to see what takes so long.',
  });
  setTimeout(() => limit.abort(reason), timeoutSeconds * 1000).unref();
  return AbortSignal.any([interruption, limit.signal]);
}

function describeExamples({ examples }: Verb): string {
  const rows = examples.map(([command, effect]) => [`  waffle ${command}`, effect]);
  return `\nExamples:\n${formatTable(rows)}`;
}

function readVersion(rootDirectory: string): string {
  const text = readFileSync(path.join(rootDirectory, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
