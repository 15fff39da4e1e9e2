import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Connection } from 'mariadb';

import { type DataPlaces, type Environment, InvalidSettings, readDataPlaces } from '../config';
import { openBucket } from '../features/media/bucket-store';
import type { PictureBucket } from '../features/media/picture-bucket';
import { DatabaseUnreachable, withConnection } from '../platform/database/with-connection';
import { emptyCaches } from './empty-caches';
import { describeComparison, describeDump, isAlike } from './describe-data';
import { dumpData } from './dump-data';
import { digestTables, LoadRefused, loadData, readDumped } from './load-data';

export const exitCodes = { ok: 0, failed: 1, usage: 2, differs: 3, unreachable: 4 } as const;

const usage = `usage: data dump NAME [--await] | data load NAME [--replace] [--await] | data compare NAME
  dump     writes all rows into the bucket of the pictures, as move/NAME.jsonl.gz
  load     puts those rows in place of all that the database holds, empties the caches, and compares
  compare  says of each table whether it holds what was dumped; exit code 3 where one does not
  --replace  although the database has rows
  --await    waits for its turn, ten minutes at most: load for the dump, dump for an object move/NAME.go`;

type Print = (text: string) => void;

interface Asked {
  readonly verb: string;
  readonly name: string;
  readonly replace: boolean;
  readonly await: boolean;
}

interface Task extends Asked {
  readonly places: DataPlaces;
  readonly bucket: PictureBucket;
  readonly connection: Connection;
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
  const asked = readWords(words);
  const work = asked && works[asked.verb];
  if (asked === undefined || work === undefined) {
    print(`got ${words.join(' ') || 'nothing'}.\n${usage}`);
    return exitCodes.usage;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'waffle-data-'));
  try {
    const places = readDataPlaces(environment);
    const bucket = await openBucket(places.bucket);
    if (asked.await) await awaitTurn(bucket, asked);
    const given = { ...asked, places, bucket, print, file: path.join(folder, 'dump') };
    return await withConnection(places.database, (connection) => work({ ...given, connection }));
  } catch (error) {
    print((error as Error).message);
    return exitCodeOf(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const optionsOf: Readonly<Record<string, readonly string[]>> = {
  dump: ['--await'],
  load: ['--replace', '--await'],
  compare: [],
};

function readWords([verb = '', name = '', ...options]: readonly string[]): Asked | undefined {
  const isRight = options.every((option) => optionsOf[verb]?.includes(option));
  if (!isRight || !/^\w[\w.-]{0,99}$/.test(name)) return undefined;
  return { verb, name, replace: options.includes('--replace'), await: options.includes('--await') };
}

/** A task is started before it is needed, as that takes longer than its work. */
async function awaitTurn(bucket: PictureBucket, { verb, name }: Asked): Promise<void> {
  const key = verb === 'load' ? keyOf(name) : `move/${name}.go`;
  const endMs = performance.now() + longestWaitMs;
  while (!(await bucket.hasFile(key))) {
    if (performance.now() > endMs) throw new LoadRefused(`${key} has not come within ten minutes.`);
    await sleep(pauseMs);
  }
}

const longestWaitMs = 600_000;
const pauseMs = 500;

function exitCodeOf(error: unknown): number {
  if (error instanceof InvalidSettings) return exitCodes.usage;
  if (error instanceof LoadRefused) return exitCodes.failed;
  return error instanceof DatabaseUnreachable ? exitCodes.unreachable : exitCodes.failed;
}

const works: Readonly<Record<string, (task: Task) => Promise<number>>> = {
  async dump({ places, bucket, connection, name, file, print }) {
    const digests = await dumpData(connection, file);
    await bucket.putFile(keyOf(name), file);
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

async function fetchDump({ places, bucket, name, file }: Task): Promise<void> {
  if (await bucket.getFile(keyOf(name), file)) return;
  throw new LoadRefused(`There is no ${placeOf(places, name)}: dump first, or copy it there.`);
}

const keyOf = (name: string) => `move/${name}.jsonl.gz`;
const placeOf = ({ bucket }: DataPlaces, name: string) => `s3://${bucket}/${keyOf(name)}`;
