import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { Connection } from 'mariadb';

import { environmentVariables, localEnvironmentFile, sampleData } from '../../contract';
import { type Environment, InvalidSettings, readDatabaseSettings } from '../config';
import { DatabaseUnreachable, withConnection } from '../platform/database/with-connection';
import { SeedRefused } from './errors';
import { defaults, fill, type Filled, type FillOptions } from './fill';
import { progressLines } from './progress-lines';

const usage = `Usage: npm run db:seed -- [options]
  Fills a development database with a school: departments, boards, people, courses, timetables, posts and all that hangs on
  them. The same rows every time; run again it goes on where it ended, and changes nothing of what is there.
  The database is the one of the variables DATABASE_…; without them the one of the waffle local that runs here.
Options:
  --posts <number>        how many posts there shall be, up to 10000000; default ${defaults.posts}. More posts bring more students
  --random-seed <number>  another number is another school; default ${defaults.randomSeed}
  --beside-others         also into a database with users who are no sample data
  --help                  this
Examples:
  npm run db:seed                      a small school, in a second
  npm run db:seed -- --posts 1000000   a million posts, in minutes; a second run goes on where the first one was ended
  DATABASE_SOCKET=/run/mysqld/mysqld.sock DATABASE_NAME=school DATABASE_USER=me npm run db:seed`;

export const exitCodes = { ok: 0, failed: 1, usage: 2, guard: 3, unreachable: 4, interrupted: 5 } as const;

export interface SeedContext {
  readonly environment: Environment;
  /** Of the project, in which `waffle local` runs. */
  readonly rootDirectory: string;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Ends it after what it writes just now. */
  readonly signal?: AbortSignal;
}

/** The command line of the sample data; resolves to its exit code and never rejects. */
export async function seedCommand(argv: readonly string[], context: SeedContext): Promise<number> {
  try {
    const options = parse(argv);
    if (options === 'help') {
      context.out(usage);
      return exitCodes.ok;
    }
    const settings = readDatabaseSettings(databaseVariables(context));
    const filled = await withConnection(settings, (connection) => seed(connection, options, context));
    describe(filled, options).forEach(context.out);
    return exitCodes.ok;
  } catch (error) {
    context.err(explain(error));
    return exitCodeOf(error);
  }
}

function parse(argv: readonly string[]): FillOptions | 'help' {
  const values = parseArguments(argv);
  if (values.help) return 'help';
  const numbers = { posts: values.posts, 'random-seed': values['random-seed'] };
  const most = { posts: 10_000_000, 'random-seed': 2_147_483_647 };
  const problems = Object.entries(numbers)
    .filter(([name, text]) => !/^\d{1,10}$/.test(text) || Number(text) > most[name as keyof typeof most])
    .map(
      ([name, text]) =>
        `--${name}: got "${text}"; allowed: a whole number from 0 to ${most[name as keyof typeof most]}.`,
    );
  if (problems.length > 0) throw new SeedRefused(`${problems.join('\n')}\n${seeHelp}`, 'usage');
  return {
    posts: Number(numbers.posts),
    randomSeed: Number(numbers['random-seed']),
    besideOthers: values['beside-others'],
  };
}

const seeHelp = '  → npm run db:seed -- --help';

function parseArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        posts: { type: 'string', default: String(defaults.posts) },
        'random-seed': { type: 'string', default: String(defaults.randomSeed) },
        'beside-others': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new SeedRefused(`${(error as Error).message}\n${seeHelp}`, 'usage');
  }
}

/** Those that are set; when none is, those of `waffle local`. */
function databaseVariables({ environment, rootDirectory }: SeedContext): Environment {
  if (environment[environmentVariables.nodeEnvironment] === 'production')
    throw new SeedRefused('Sample data is for development: NODE_ENV is production.\n  → Unset it.', 'guard');
  const names = Object.values(environmentVariables).filter((name) => name.startsWith('DATABASE_'));
  if (names.some((name) => (environment[name] ?? '') !== '')) return environment;
  const file = path.join(rootDirectory, localEnvironmentFile);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Environment;
  throw new SeedRefused(
    'No database is named, and no waffle local runs here.\n' +
      '  → Start it in another terminal: ./bin/waffle local\n' +
      `    or set ${environmentVariables.databaseSocket} or ${environmentVariables.databaseHost}, ` +
      `${environmentVariables.databaseName}, ${environmentVariables.databaseUser} and so on.`,
    'unreachable',
  );
}

async function seed(connection: Connection, options: FillOptions, context: SeedContext): Promise<Filled> {
  await requireTables(connection);
  const { signal } = context;
  return fill(connection, {
    ...options,
    onProgress: progressLines(context.err),
    ...(signal && { signal }),
  });
}

async function requireTables(connection: Connection): Promise<void> {
  const [row] = await connection.query<unknown[]>("SHOW TABLES LIKE 'TimetableCourse'");
  if (row !== undefined) return;
  throw new SeedRefused(
    'The database has not all tables.\n  → Apply the migrations first: node --import tsx app/migrate.ts',
    'failed',
  );
}

function describe({ before, students, posts }: Filled, options: FillOptions): string[] {
  const have = `${inGroups(posts)} posts of ${inGroups(students)} students`;
  if (before.posts === posts && before.students === students && posts >= options.posts && posts > 0)
    return [`Nothing to do: the sample data is there, ${have}.`];
  return [
    `Sample data: ${have}${before.students > 0 ? `; ${inGroups(before.posts)} posts were there` : ''}.`,
    `Sign in as ${sampleData.participants[0]} or, as staff, ${sampleData.staff}; password ${sampleData.password}`,
  ];
}

const inGroups = (number: number) => number.toLocaleString('en-US');

function explain(error: unknown): string {
  if (isInterruption(error)) return 'Ended after a whole batch.\n  → The same command goes on there.';
  const { message } = error as Error;
  if (isExplained(error)) return message;
  return `The sample data could not be written: ${message}\n  → What was written whole is there; the same command goes on there.`;
}

const isInterruption = (error: unknown) => (error as Error).name === 'AbortError';

const isExplained = (error: unknown) =>
  [SeedRefused, InvalidSettings, DatabaseUnreachable].some((kind) => error instanceof kind);

function exitCodeOf(error: unknown): number {
  if (isInterruption(error)) return exitCodes.interrupted;
  if (error instanceof SeedRefused) return exitCodes[error.kind];
  if (error instanceof InvalidSettings) return exitCodes.usage;
  return error instanceof DatabaseUnreachable ? exitCodes.unreachable : exitCodes.failed;
}
