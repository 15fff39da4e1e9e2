import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

import type { Connection } from 'mariadb';

import { readCounters, readShape, shapeProblem, type TableShape } from './data-shape';
import type { Head, TableEnd } from './dump-data';
import { digestTable, isBytes, quoteName, readAlike, type Row, type TableDigest } from './read-rows';

/** What a person has to decide or put right before anything is loaded. */
export class LoadRefused extends Error {}

/** What a dump says of itself. @throws LoadRefused for a file that is none, or not whole */
export async function readDumped(file: string): Promise<{
  readonly head: Head;
  readonly digests: ReadonlyMap<string, TableDigest>;
}> {
  let head: Head | undefined;
  let whole = false;
  const digests = new Map<string, TableDigest>();
  for await (const line of linesOf(file)) {
    if (line.startsWith('[')) continue;
    const entry = JSON.parse(line) as Partial<Head & TableEnd & { whole: boolean }>;
    if (entry.format !== undefined) head = entry as Head;
    if (entry.end !== undefined)
      digests.set(entry.end, { rows: entry.rows ?? 0, sha256: entry.sha256 ?? '' });
    whole = entry.whole === true;
  }
  if (head?.format !== 1) throw new LoadRefused('It is no dump of `data dump`.');
  if (!whole) throw new LoadRefused(notWhole);
  return { head, digests };
}

/**
 * Puts the rows of a whole dump in place of those of all tables. Killed, it leaves tables half full: nobody may be served from the
 * database meanwhile, and it is run again.
 * @throws LoadRefused where tables differ, rows are there and `replace` is not given, or another one loads
 */
export async function loadData(
  connection: Connection,
  file: string,
  { replace }: { readonly replace: boolean },
): Promise<void> {
  const { head } = await readDumped(file);
  await readAlike(connection);
  const here = await readShape(connection);
  const problem = shapeProblem(head, here);
  if (problem !== undefined) throw new LoadRefused(`The dump does not fit this database: ${problem}.`);
  await takeLock(connection);
  try {
    await replaceRows(connection, { file, replace, head, tables: here.tables });
  } finally {
    await connection.query(`DO RELEASE_LOCK(${lock})`).catch(() => undefined);
  }
}

interface Replacement {
  readonly file: string;
  readonly replace: boolean;
  readonly head: Head;
  readonly tables: readonly TableShape[];
}

async function replaceRows(
  connection: Connection,
  { file, replace, head, tables }: Replacement,
): Promise<void> {
  const full = await tablesWithRows(connection, tables);
  if (!replace && full.length > 0) throw new LoadRefused(hasRows(full));
  await relax(connection);
  for (const name of full) await connection.query(`TRUNCATE TABLE ${quoteName(name)}`);
  await insertAll(connection, file, tables);
  const counters = await readCounters(connection);
  for (const [name, next] of Object.entries(head.counters)) {
    // Ids of rows that were the last, and are gone, are given to nobody else.
    if (counters[name] === next) continue;
    await connection.query(`ALTER TABLE ${quoteName(name)} AUTO_INCREMENT = ${BigInt(next)}`);
  }
}

/** What is in each table of the dump now. */
export async function digestTables(
  connection: Connection,
  tables: readonly TableShape[],
): Promise<ReadonlyMap<string, TableDigest>> {
  await readAlike(connection);
  const digests = new Map<string, TableDigest>();
  for (const table of tables) digests.set(table.name, await digestTable(connection, table));
  return digests;
}

/** @throws LoadRefused where the file ends too early */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const piece of createReadStream(file).pipe(createGunzip()).setEncoding('utf8')) {
      const lines = `${rest}${piece as string}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (cause) {
    throw new LoadRefused(`The dump cannot be read (${(cause as Error).message}). Dump once more.`, {
      cause,
    });
  }
  if (rest !== '') throw new LoadRefused(notWhole);
}

const notWhole = 'The dump is not whole: its end is missing. Dump once more.';

/** It goes with the connection, however that ends. */
async function takeLock(connection: Connection): Promise<void> {
  const [row] = await connection.query<{ taken: number | bigint | null }[]>(
    `SELECT GET_LOCK(${lock}, 0) AS taken`,
  );
  if (Number(row?.taken) !== 1) throw new LoadRefused('Another load into this database is under way.');
}

/** Names of locks are the server's, whatever the database, and have 64 letters at most. */
const lock = "CONCAT('waffle_data_load ', LEFT(SHA2(DATABASE(), 256), 32))";

async function tablesWithRows(
  connection: Connection,
  tables: readonly TableShape[],
): Promise<readonly string[]> {
  const full: string[] = [];
  for (const { name } of tables) {
    const rows = await connection.query<unknown[]>(`SELECT 1 FROM ${quoteName(name)} LIMIT 1`);
    if (rows.length > 0) full.push(name);
  }
  return full;
}

const hasRows = (full: readonly string[]) =>
  `This database has rows (${full.join(', ')}). Are they those of a load that was cut short, or may they go: the same with --replace.`;

/** As mysqldump does: the rows were right where they come from, whatever the order of the tables. */
const relax = (connection: Connection) =>
  connection.query(
    "SET SESSION foreign_key_checks = 0, unique_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
  );

/** Rows, and letters, of one statement. */
const mostRows = 500;
const mostLetters = 1_000_000;

async function insertAll(connection: Connection, file: string, tables: readonly TableShape[]): Promise<void> {
  let table: TableShape | undefined;
  let rows: Row[] = [];
  let letters = 0;
  const flush = async () => {
    if (table !== undefined && rows.length > 0) await insert(connection, table, rows);
    [rows, letters] = [[], 0];
  };
  for await (const line of linesOf(file)) {
    if (line.startsWith('[')) {
      rows.push(JSON.parse(line) as Row);
      letters += line.length;
      if (rows.length >= mostRows || letters >= mostLetters) await flush();
      continue;
    }
    await flush();
    const { table: name } = JSON.parse(line) as { readonly table?: string };
    if (name !== undefined) table = tables.find((each) => each.name === name);
  }
}

const insert = (connection: Connection, { name, columns }: TableShape, rows: readonly Row[]) => {
  const names = columns.map((column) => quoteName(column.name)).join(', ');
  const row = `(${columns.map((column) => (isBytes(column) ? 'UNHEX(?)' : '?')).join(', ')})`;
  return connection.query(
    `INSERT INTO ${quoteName(name)} (${names}) VALUES ${rows.map(() => row).join(', ')}`,
    rows.flat(),
  );
};
