import { createHash } from 'node:crypto';
import { PassThrough, type Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';
import { formatBytes } from '../io/format';
import type { Step } from '../io/progress';
import { runStreams } from '../io/run-streams';
import { secretFile } from '../io/with-secret';
import { clientOptions, dumpWords } from './client-options';
import { type ClientProgram, findClientProgram } from './client-program';
import { type DatabaseSession, type SessionOptions, withDatabase } from './database-session';
import { type DatabaseLogin, generatedColumns, openDatabase } from './open-database';
import { refuseTaken, writePrivateFile, type PrivateFileOptions } from './private-file';
import { type DumpProgress, watchDump } from './watch-dump';

export interface DumpReceipt {
  readonly file: string;
  /** Of the file. */
  readonly bytes: number;
  readonly sha256: string;
  /** Of the dump before it was compressed. */
  readonly sqlBytes: number;
  readonly tables: number;
  readonly seconds: number;
}

export interface DumpOptions extends SessionOptions, PrivateFileOptions {
  /** Compressed when its name ends in `.gz`. @default `<project>-<UTC time>.sql.gz` in the working directory */
  readonly file?: string | undefined;
}

/**
 * Saves a deployed database to a file of this machine, whole or not at all, that its owner alone can read.
 * @throws UserError
 */
export async function dumpDatabase(target: Target, options: DumpOptions): Promise<DumpReceipt> {
  const { file = defaultDumpFile(target.projectName), force = false, signal, environment } = options;
  if (!force) await refuseTaken(file);
  const program = await findClientProgram('dump', environment.programFolders, signal);
  return withDatabase(target, options, (session) => dumpSession(session, { ...options, file, program }));
}

export interface DumpSessionOptions extends DumpOptions {
  readonly file: string;
  readonly program: ClientProgram;
}

/** The same through a tunnel that is open. */
export function dumpSession(session: DatabaseSession, options: DumpSessionOptions): Promise<DumpReceipt> {
  const { file, output } = options;
  return output.step(`Dump ${session.login.database} to ${file}`, async (step) => {
    const startMs = performance.now();
    const written = await writePrivateFile(file, (sink) => writeDump(session, sink, options, step), options);
    return { file, ...written, seconds: (performance.now() - startMs) / 1000 };
  });
}

/** The SQL itself on standard output, which is no terminal. */
export async function dumpToOutput(target: Target, options: DumpOptions): Promise<void> {
  const { signal, environment, output } = options;
  const sink = output.raw();
  const program = await findClientProgram('dump', environment.programFolders, signal);
  await withDatabase(target, options, (session) =>
    output.step(`Dump ${session.login.database}`, (step) =>
      writeDump(session, sink, { ...options, file: '', program }, step),
    ),
  );
}

async function writeDump(
  { login }: DatabaseSession,
  sink: Writable,
  { program, file, signal }: DumpSessionOptions,
  step: Step,
): Promise<Omit<DumpReceipt, 'file' | 'seconds'>> {
  if (program.flavor === 'mariadb') await refuseGenerated(login);
  const watched = watchDump((progress) => step.note(describe(progress)));
  const measured = measure();
  const pack = file.endsWith('.gz') ? createGzip() : new PassThrough();
  const argv = [program.file, `--defaults-file=${secretFile}`, ...dumpWords(program.flavor, login.database)];
  await runStreams(argv, {
    secret: clientOptions(program.flavor, login),
    // Other sources of a password.
    env: { MYSQL_TEST_LOGIN_FILE: '/dev/null', MYSQL_PWD: undefined },
    signal,
    onOutput: (stdout: Readable) => pipeline(stdout, watched.stream, pack, measured.stream, sink, { signal }),
  });
  const { bytes: sqlBytes, tables, complete } = watched.progress;
  if (!complete) throw new UserError('The dump broke off: its last line is missing. Nothing was kept.');
  step.note(formatBytes(measured.bytes()));
  return { bytes: measured.bytes(), sha256: measured.sha256(), sqlBytes, tables };
}

/** @throws UserError where the dump could not be loaded again */
async function refuseGenerated(login: DatabaseLogin): Promise<void> {
  const connection = await openDatabase(login);
  const columns = await generatedColumns(connection, login.database);
  await connection.end();
  if (columns.length === 0) return;
  throw new UserError(
    `mariadb-dump would write values of generated columns, which MySQL refuses to load: ${columns.join(', ')}.`,
    { fix: 'install the mysqldump of MySQL 8.4 or later, so that it comes first on PATH' },
  );
}

const describe = ({ bytes, tables, table }: DumpProgress) =>
  `${formatBytes(bytes)}, table ${tables}${table && `: ${table}`}`;

function measure() {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, bytes: () => bytes, sha256: () => hash.digest('hex') };
}

/** `waffle-backend-20261122T021616Z.sql.gz` */
export const defaultDumpFile = (projectName: string, now = new Date(), purpose = '') =>
  `${projectName}-${now.toISOString().replace(/[-:]|\.\d+/g, '')}${purpose && `-${purpose}`}.sql.gz`;
