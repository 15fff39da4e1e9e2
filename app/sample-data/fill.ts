import type { Connection } from 'mariadb';

import { addAccount, namedAccounts } from './add-accounts';
import { addPosts } from './add-posts';
import { addSchool } from './add-school';
import { addSeminars } from './add-seminars';
import { addStudents, studentsAt } from './add-students';
import { Batch } from './batch';
import { minutesLater } from './calendar';
import { AnotherRun, OthersAreHere, OtherSeed } from './errors';
import {
  addStudents as withStudents,
  createState,
  memberIds,
  readState,
  type SampleState,
  studentCount,
  writeState,
} from './sample-state';

export interface FillOptions {
  readonly posts: number;
  readonly randomSeed: number;
  /** Also where there are users already who are none of the sample's. */
  readonly besideOthers?: boolean;
  /** After each batch. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the run after a batch; the next one goes on there. */
  readonly signal?: AbortSignal;
}

export interface Progress {
  readonly what: 'students' | 'posts';
  readonly done: number;
  readonly of: number;
}

/** What was there before, and what is there now. */
export interface Filled {
  readonly before: { readonly students: number; readonly posts: number };
  readonly students: number;
  readonly posts: number;
}

export const defaults = { posts: 500, randomSeed: 1 } as const;

const studentsPerBatch = 100;
const postsPerBatch = 1_000;

/**
 * Fills the database with a school, or goes on where an earlier run ended, however it ended: each batch is a transaction which
 * also writes how far it went. What is there stays; fewer posts than there are change nothing.
 * @throws OthersAreHere, OtherSeed, AnotherRun
 */
export async function fill(connection: Connection, options: FillOptions): Promise<Filled> {
  await lock(connection);
  await createState(connection);
  const found = await readState(connection);
  if (found !== undefined && found.randomSeed !== options.randomSeed)
    throw new OtherSeed(found.randomSeed, options.randomSeed);
  if (found === undefined && !options.besideOthers) await refuseOthers(connection);
  let state = found ?? (await begin(connection, options.randomSeed));
  const before = { students: found ? studentCount(found) : 0, posts: found?.posts ?? 0 };
  state = await fillStudents(connection, state, options);
  state = await fillPosts(connection, state, options);
  return { before, students: studentCount(state), posts: state.posts };
}

/** What a development database starts with; undefined where it has that, or somebody else's data. */
export async function fillAtStart(connection: Connection): Promise<Filled | undefined> {
  await createState(connection);
  const state = await readState(connection);
  const isThere = state === undefined ? (await countUsers(connection)) > 0 : state.posts >= defaults.posts;
  return isThere ? undefined : fill(connection, { ...defaults, ...state, posts: defaults.posts });
}

async function refuseOthers(connection: Connection): Promise<void> {
  const users = await countUsers(connection);
  if (users > 0) throw new OthersAreHere(users);
}

async function countUsers(connection: Connection): Promise<number> {
  const [row] = await connection.query<{ users: bigint }[]>('SELECT COUNT(*) AS users FROM User');
  return Number(row?.users);
}

/** In which the server notices that a run was killed. */
const patienceSeconds = 3;

/** Two at once would both go on at the same row. The server takes the lock back when the connection ends, however it ends. */
async function lock(connection: Connection): Promise<void> {
  const [row] = await connection.query<{ free: number | bigint | null }[]>(
    "SELECT GET_LOCK(CONCAT('sample data of ', LEFT(DATABASE(), 40)), ?) AS free",
    [patienceSeconds],
  );
  if (Number(row?.free) !== 1) throw new AnotherRun();
}

/** The accounts with names, what they do in seminars, and their school. */
async function begin(connection: Connection, randomSeed: number): Promise<SampleState> {
  return inBatch(connection, (batch) => {
    const ids = namedAccounts.map((account, index) =>
      addAccount(batch, { ...account, joined: minutesLater(index) }),
    );
    addSeminars(
      batch,
      new Map(namedAccounts.map(({ username }, index) => [username as string, ids[index] ?? 0])),
    );
    const school = addSchool(batch, randomSeed, ids);
    return { randomSeed, school, students: [], posts: 0 };
  });
}

async function fillStudents(connection: Connection, start: SampleState, options: FillOptions) {
  const of = studentsAt(options.posts);
  let state = start;
  for (let done = studentCount(state); done < of; done = studentCount(state)) {
    options.signal?.throwIfAborted();
    const count = Math.min(studentsPerBatch, of - done);
    const current = state;
    state = await inBatch(connection, (batch) => {
      const first = batch.nextId('User');
      addStudents(batch, current, done, count);
      return { ...current, students: withStudents(current.students, first, count) };
    });
    options.onProgress?.({ what: 'students', done: done + count, of });
  }
  return state;
}

async function fillPosts(connection: Connection, start: SampleState, options: FillOptions) {
  const of = options.posts;
  const members = memberIds(start);
  let state = start;
  while (state.posts < of) {
    options.signal?.throwIfAborted();
    const current = state;
    const count = Math.min(postsPerBatch, of - current.posts);
    state = await inBatch(connection, (batch) => {
      addPosts(batch, current, members, current.posts, count);
      return { ...current, posts: current.posts + count };
    });
    options.onProgress?.({ what: 'posts', done: state.posts, of });
  }
  return state;
}

/** Writes rows and how far they go in one transaction. */
async function inBatch(connection: Connection, work: (batch: Batch) => SampleState): Promise<SampleState> {
  await connection.beginTransaction();
  try {
    const batch = await Batch.begin(connection);
    const state = work(batch);
    await batch.write();
    await writeState(connection, state);
    await connection.commit();
    return state;
  } catch (error) {
    await connection.rollback().catch(() => undefined); // a lost connection has rolled back by itself
    throw error;
  }
}
