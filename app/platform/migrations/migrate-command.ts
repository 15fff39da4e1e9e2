import { parseArgs } from 'node:util';

import type { Connection } from 'mariadb';

import { type Environment, InvalidSettings, readDatabaseSettings } from '../../config';
import { DatabaseUnreachable, withConnection } from '../database/with-connection';
import { MigrationError } from './migration-error';
import { defaultMigrationsDirectory, readMigrationFiles } from './migration-files';
import { excerpt, MigrationRunner } from './migration-runner';
import type { RiskyStatement } from './risky-statements';

const usage = `Usage: migrate [migrate | plan | status | resolve (applied|rolled-back) <name>] [options]
  migrate                applies what is pending (default)
  plan                   shows what is pending, and which of its statements can lose data or disturb the release that
                         serves; exit code 3 when something is pending
  status                 shows what is applied and what is pending; exit code 3 when something is pending
  resolve                after a failure, once you have put the database right by hand
Options:
  --directory <folder>   with the migrations; default: the release's own, or prisma/migrations
  --lock-timeout <s>     how long to wait for another run, in seconds; default 60
  --json                 one JSON object on stdout, nothing else`;

export const exitCodes = { ok: 0, failed: 1, usage: 2, pending: 3, unreachable: 4, locked: 5 } as const;

export interface Output {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** The command line of the migration runner; resolves to its exit code and never rejects. */
export async function migrateCommand(
  argv: readonly string[],
  environment: Environment,
  entryDirectory: string,
  output: Output,
): Promise<number> {
  try {
    const options = parse(argv, entryDirectory);
    return await withConnection(readDatabaseSettings(environment), (connection) =>
      execute(connection, options, output),
    );
  } catch (error) {
    output.err((error as Error).message);
    return exitCodeOf(error);
  }
}

class UsageError extends Error {}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof InvalidSettings) return exitCodes.usage;
  if (error instanceof DatabaseUnreachable) return exitCodes.unreachable;
  return error instanceof MigrationError ? exitCodes[error.kind] : exitCodes.failed;
}

interface Options {
  readonly command: 'migrate' | 'plan' | 'status' | 'applied' | 'rolled-back';
  readonly name: string;
  readonly directory: string;
  readonly timeoutSeconds: number;
  readonly json: boolean;
}

function parse(argv: readonly string[], entryDirectory: string): Options {
  const { values, positionals } = parseArguments(argv);
  const timeoutSeconds = Number(values['lock-timeout']);
  if (!(timeoutSeconds >= 0)) {
    throw new UsageError(
      `--lock-timeout: got "${values['lock-timeout']}"; allowed: seconds from 0\n${usage}`,
    );
  }
  return {
    ...parseCommand(positionals),
    directory: values.directory ?? defaultMigrationsDirectory(entryDirectory),
    timeoutSeconds,
    json: values.json,
  };
}

function parseArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        directory: { type: 'string' },
        'lock-timeout': { type: 'string', default: '60' },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
}

function parseCommand(positionals: readonly string[]): Pick<Options, 'command' | 'name'> {
  const [command = 'migrate', outcome, name, ...rest] = positionals;
  if (isAlone(command) && outcome === undefined) return { command, name: '' };
  const resolvable = outcome === 'applied' || outcome === 'rolled-back';
  if (command === 'resolve' && resolvable && name !== undefined && rest.length === 0) {
    return { command: outcome, name };
  }
  throw new UsageError(usage);
}

const isAlone = (command: string) => command === 'migrate' || command === 'plan' || command === 'status';

async function execute(connection: Connection, options: Options, output: Output): Promise<number> {
  const runner = new MigrationRunner(connection, readMigrationFiles(options.directory));
  if (options.command === 'migrate') return migrate(runner, options, output);
  if (options.command === 'plan') return plan(runner, options, output);
  if (options.command === 'status') return status(runner, options, output);
  await runner.resolve(options.command, options.name, lockOptions(options, output));
  output.out(
    options.json
      ? JSON.stringify({ name: options.name, resolved: options.command })
      : `${options.name}: now counts as ${options.command}`,
  );
  return exitCodes.ok;
}

async function migrate(runner: MigrationRunner, options: Options, output: Output): Promise<number> {
  const say = options.json ? () => undefined : output.out;
  const applied = await runner.run({
    ...lockOptions(options, output),
    onApplied: ({ name, durationMs }) => say(`${name}: applied in ${durationMs} ms`),
  });
  if (applied.length === 0) say('Nothing to apply: the database is up to date.');
  if (options.json) output.out(JSON.stringify({ applied }));
  return exitCodes.ok;
}

async function plan(runner: MigrationRunner, { json }: Options, { out }: Output): Promise<number> {
  const pending = await runner.plan();
  const lines = pending.flatMap(({ name, risks }) => [`${name}: pending`, ...risks.map(describeRisk)]);
  if (lines.length === 0) lines.push('Nothing to apply: the database is up to date.');
  for (const line of json ? [JSON.stringify({ pending })] : lines) out(line);
  return pending.length === 0 ? exitCodes.ok : exitCodes.pending;
}

const describeRisk = ({ number, statement, risk }: RiskyStatement) =>
  `    look twice at statement ${number}, ${excerpt(statement)}: ${risk}`;

async function status(runner: MigrationRunner, { json }: Options, { out }: Output): Promise<number> {
  const { applied, pending } = await runner.status();
  if (json) out(JSON.stringify({ applied, pending }));
  const lines = [...applied.map((name) => `${name}: applied`), ...pending.map((name) => `${name}: pending`)];
  if (!json) for (const line of lines) out(line);
  return pending.length === 0 ? exitCodes.ok : exitCodes.pending;
}

const lockOptions = ({ timeoutSeconds }: Options, { err }: Output) => ({ timeoutSeconds, onWait: err });
