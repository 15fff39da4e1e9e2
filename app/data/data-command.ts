import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Connection } from 'mariadb';

import { type DataPlaces, type Environment, InvalidSettings, readDataPlaces } from '../config';
import { openBucket } from '../features/media/bucket-store';
import { DatabaseUnreachable, withConnection } from '../platform/database/with-connection';
import { emptyCaches } from './empty-caches';
import { describeComparison, describeDump, isAlike } from './describe-data';
import { dumpData } from './dump-data';
import { digestTables, LoadRefused, loadData, readDumped } from './load-data';

export const exitCodes = { ok: 0, failed: 1, usage: 2, differs: 3, unreachable: 4 } as const;

const usage = `usage: data dump NAME | data load NAME [--replace] | data compare NAME
  dump     writes all rows into the bucket of the pictures, as move/NAME.jsonl.gz
  load     puts those rows in place of all that the database holds, empties the caches, and compares
  compare  says of each table whether it holds what was dumped; exit code 3 where one does not`;

type Print = (text: string) => void;

interface Task {
  readonly places: DataPlaces;
  readonly connection: Connection;
  readonly name: string;
  readonly replace: boolean;
  /** For the dump, which nobody else can read and which goes afterwards. */
  readonly file: string;
  readonly print: Print;
}

/** `server.cjs data …`: brings the rows of one database into another, by S3; resolves to the exit code. */
export async function dataCommand(
  words: readonly string[],
  environment: Environment,
  print: Print,
): Promise<number> {
  const [verb = '', name = '', option] = words;
  const work = works[verb];
  const takes = verb === 'load' ? ['--replace'] : [];
  if (
    !work ||
    !/^[\w.-]{1,100}$/.test(name) ||
    words.length > 3 ||
    !(option === undefined || takes.includes(option))
  ) {
    print(`got ${words.join(' ') || 'nothing'}.\n${usage}`);
    return exitCodes.usage;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'waffle-data-'));
  try {
    const places = readDataPlaces(environment);
    const given = { places, name, print, replace: option !== undefined, file: path.join(folder, 'dump') };
    return await withConnection(places.database, (connection) => work({ ...given, connection }));
  } catch (error) {
    print((error as Error).message);
    return exitCodeOf(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof InvalidSettings) return exitCodes.usage;
  if (error instanceof LoadRefused) return exitCodes.failed;
  return error instanceof DatabaseUnreachable ? exitCodes.unreachable : exitCodes.failed;
}

const works: Readonly<Record<string, (task: Task) => Promise<number>>> = {
  async dump({ places, connection, name, file, print }) {
    const digests = await dumpData(connection, file);
    await (await openBucket(places.bucket)).putFile(keyOf(name), file);
    print(describeDump(digests, { place: placeOf(places, name), bytes: (await stat(file)).size }));
    return exitCodes.ok;
  },
  async load(task) {
    await fetchDump(task);
    await loadData(task.connection, task.file, task);
    await emptyCaches(task.places.redis, task.print);
    return compare(task);
  },
  async compare(task) {
    await fetchDump(task);
    return compare(task);
  },
};

async function compare({ connection, file, print }: Task): Promise<number> {
  const { head, digests } = await readDumped(file);
  const here = await digestTables(connection, head.tables);
  print(describeComparison(digests, here));
  return isAlike(digests, here) ? exitCodes.ok : exitCodes.differs;
}

async function fetchDump({ places, name, file }: Task): Promise<void> {
  if (await (await openBucket(places.bucket)).getFile(keyOf(name), file)) return;
  throw new LoadRefused(`There is no ${placeOf(places, name)}: dump first, or copy it there.`);
}

const keyOf = (name: string) => `move/${name}.jsonl.gz`;
const placeOf = ({ bucket }: DataPlaces, name: string) => `s3://${bucket}/${keyOf(name)}`;
