import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { Target } from '../aws/target';
import { CommandFailed, showArgv } from '../io/run';
import { UserError } from '../io/errors';
import { formatBytes } from '../io/format';
import type { Questions } from '../io/questions';
import { runStreams } from '../io/run-streams';
import { secretFile } from '../io/with-secret';
import { adaptStatement } from './adapt-statement';
import { clientOptions, loadWords } from './client-options';
import { type ClientProgram, findClientProgram } from './client-program';
import { type DatabaseSession, type SessionOptions, withDatabase } from './database-session';
import { defaultDumpFile, dumpSession, type DumpReceipt } from './dump-database';
import { type LoadPlan, planLoad, refuseUnusable, type ServerFacts } from './load-plan';
import { allowsTriggers, countRows, openDatabase, type TableRows } from './open-database';
import { readDump } from './read-dump';
import { type DumpFacts, scanDump } from './scan-dump';
import { statementAt } from './statement-at';

export interface LoadOptions extends SessionOptions {
  readonly file: string;
  readonly questions: Questions;
  /** Name of the database whose tables may be replaced, instead of asking for it. */
  readonly confirm?: string | undefined;
  /** Do not save what is there first. @default false */
  readonly withoutBackup?: boolean;
  /** Load a file without the last line of a whole dump. @default false */
  readonly despiteIncomplete?: boolean;
}

export interface LoadReceipt {
  readonly database: string;
  readonly notes: readonly string[];
  /** Absent where there was nothing to save, or it was not wanted. */
  readonly backup?: DumpReceipt;
  readonly before: TableRows;
  readonly after: TableRows;
  readonly seconds: number;
}

/**
 * Puts a dump into a deployed database. What would break it off in the middle is looked for before anything is changed, and
 * what is there is saved first. The application goes on serving.
 * @throws UserError
 */
export async function loadDatabase(target: Target, options: LoadOptions): Promise<LoadReceipt> {
  const { file, output, signal, environment, despiteIncomplete = false, withoutBackup = false } = options;
  const facts = await output.step(`Read ${file}`, () => scanDump(file, { signal }));
  refuseUnusable(file, facts, despiteIncomplete);
  const folders = environment.programFolders;
  const client = await findClientProgram('client', folders, signal);
  const dumper = withoutBackup ? undefined : await findClientProgram('dump', folders, signal);
  return withDatabase(target, options, (session) =>
    loadSession(session, { ...options, target, facts, client, dumper }),
  );
}

interface LoadSessionOptions extends LoadOptions {
  readonly target: Target;
  readonly facts: DumpFacts;
  readonly client: ClientProgram;
  readonly dumper: ClientProgram | undefined;
}

async function loadSession(session: DatabaseSession, options: LoadSessionOptions): Promise<LoadReceipt> {
  const server = await readServer(session);
  const { lost, notes } = planLoad(options.facts, server);
  notes.forEach((note) => options.output.warn(note));
  await askBeforeLoss(lost, server.database, options);
  const backup = await backUp(session, server, options);
  const startMs = performance.now();
  await loadFile(session, options, backup);
  const { rows: after } = await readServer(session);
  const seconds = (performance.now() - startMs) / 1000;
  return { database: server.database, notes, ...(backup && { backup }), before: server.rows, after, seconds };
}

async function readServer({ login }: DatabaseSession): Promise<ServerFacts> {
  const connection = await openDatabase(login);
  try {
    const { database } = login;
    return {
      database,
      rows: await countRows(connection, database),
      allowsTriggers: await allowsTriggers(connection),
    };
  } finally {
    await connection.end();
  }
}

async function askBeforeLoss(lost: LoadPlan['lost'], database: string, options: LoadOptions): Promise<void> {
  if (lost.length === 0) return;
  const { questions, confirm, output } = options;
  const tables = lost.map(({ name, rows }) => `${name} (${rows} ${rows === 1 ? 'row' : 'rows'})`).join(', ');
  output.warn(`These tables of ${database} are replaced: ${tables}.`);
  const flag = `--confirm ${database}`;
  const message = `Type the name of the database to replace them (${database}):`;
  const typed = confirm ?? (await questions.text({ message, flag }));
  if (typed === database) return;
  throw new UserError(`“${typed}” is not the name of the database; nothing was changed.`, { fix: flag });
}

async function backUp(
  session: DatabaseSession,
  { rows }: ServerFacts,
  { dumper, target, output, ...options }: LoadSessionOptions,
): Promise<DumpReceipt | undefined> {
  if (dumper === undefined || rows.size === 0) {
    output.warn(
      rows.size === 0 ? 'No backup is made: the database is empty.' : 'No backup is made: it was not wanted.',
    );
    return undefined;
  }
  const file = defaultDumpFile(target.projectName, new Date(), 'before-load');
  return dumpSession(session, { ...options, output, file, program: dumper });
}

async function loadFile(
  { login }: DatabaseSession,
  { file, client, output, signal }: LoadSessionOptions,
  backup: DumpReceipt | undefined,
): Promise<void> {
  const { size } = await stat(file);
  const argv = [client.file, `--defaults-file=${secretFile}`, ...loadWords];
  const restore = wayBack(login.database, backup);
  await output.step(`Load ${file} into ${login.database}`, async (step) => {
    const onBytes = (bytes: number) => step.note(`${formatBytes(bytes)} of ${formatBytes(size)}`);
    try {
      await runStreams(argv, {
        secret: clientOptions(client.flavor, login),
        env: { MYSQL_TEST_LOGIN_FILE: '/dev/null', MYSQL_PWD: undefined },
        signal,
        input: adaptedBytes(file, { signal, onBytes }),
      });
    } catch (error) {
      if (!(error instanceof CommandFailed)) output.warn(`The load broke off in the middle. ${restore}`);
      throw error instanceof CommandFailed ? await brokenOff(file, error, restore) : error;
    }
  });
}

async function* adaptedBytes(...source: Parameters<typeof readDump>): AsyncGenerator<Buffer> {
  for await (const { text } of readDump(...source)) yield Buffer.from(adaptStatement(text).text, 'latin1');
}

const wayBack = (database: string, backup: DumpReceipt | undefined) =>
  backup === undefined
    ? 'There is no backup of what was there before.'
    : `What was there is in ${backup.file}: ${showArgv(['waffle', 'db', 'load', backup.file, '--confirm', database])}`;

/** The client says in which line, and why. */
async function brokenOff(file: string, error: CommandFailed, restore: string): Promise<UserError> {
  const [, line] = /\bat line (\d+)/.exec(error.outputTail) ?? [];
  const place = line === undefined ? '' : await statementAt(file, Number(line));
  return new UserError(`The load broke off in the middle${place}.\n${reasons(error.outputTail)}`, {
    fix: restore,
    cause: error,
  });
}

/** Without the statement, which some clients show with all of its values. */
function reasons(text: string): string {
  const lines = text.split('\n').filter((line) => /^\S*(?:ERROR|mysql|mariadb)/i.test(line));
  return lines.length === 0 ? text : lines.join('\n');
}
