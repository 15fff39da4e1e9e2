import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';

import type { Connection } from 'mariadb';

import { memorySettings } from '../../test/helpers/deployment-files';
import { CleanUp } from '../clean-up';
import { fillDatabase, resizePool } from '../data/fill-database';
import { prepareRelease } from '../machine/prepare-release';
import { moveProcess, processors, requireTwoProcessors } from '../machine/processors';
import type { BenchContext } from '../run-bench';
import { type DatabaseAddress, startDatabaseServer } from '../servers/database-server';
import { type RedisServer, startRedisServer } from '../servers/redis-server';
import { stacks } from '../stacks';
import { listRequests, type Scene } from './list-requests';
import { ListSite } from './list-site';
import type { ListsReport } from './lists-report';
import { measureLists } from './measure-lists';

export interface ListsOptions {
  readonly rounds: number;
  readonly posts: { readonly few: number; readonly many: number };
}

/**
 * A quarter of the memory of a db.t4g.micro, which has 1 GiB; the tables of a million posts take about 900 MiB. To write them
 * into so little takes three times as long as into what holds them.
 */
const poolMiB = { measuring: 256, filling: 1_536 };
const mysqlFlags = [`--innodb-buffer-pool-size=${poolMiB.measuring}M`, '--innodb-redo-log-capacity=2G'];

/** What both sites share. */
interface Stage {
  readonly directory: string;
  readonly releaseDirectory: string;
  readonly jwtSecretFile: string;
  readonly redis: RedisServer;
}

/** Two databases of one MySQL server, one with few posts and one with many, each with an API before it. @throws UserError */
export async function runListsBench(options: ListsOptions, context: BenchContext): Promise<ListsReport> {
  const { output, signal } = context;
  setMaxListeners(100, signal);
  requireTwoProcessors();
  const startedAt = new Date().toISOString();
  const busy = (loadavg()[0] ?? 0).toFixed(2);
  const cleanUp = new CleanUp();
  try {
    const directory = await mkdtemp(path.join(tmpdir(), 'waffle-lists-'));
    cleanUp.add(() => rm(directory, { recursive: true, force: true }));
    const stage = await output.step('build the release, start Redis', () =>
      prepare(directory, context, cleanUp),
    );
    const database = await output.step('start MySQL', () =>
      startDatabaseServer('mysql', directory, signal, mysqlFlags),
    );
    cleanUp.add(database.stop);
    const fill = (posts: number) =>
      output.step(`write ${posts.toLocaleString('en-US')} posts`, async () => {
        const address = { ...database.address, name: `posts_${posts}` };
        await fillDatabase(database.connection, address, posts, stage.releaseDirectory, context);
        return startSite(database.connection, address, posts, stage, context, cleanUp);
      });
    await resizePool(database.connection, poolMiB.filling);
    const sites = { few: await fill(options.posts.few), many: await fill(options.posts.many) };
    await resizePool(database.connection, poolMiB.measuring);
    const requests = listRequests(await readScene(database.connection));
    const lists = await output.step(
      `measure ${requests.length} lists, each ${options.rounds} times`,
      (step) =>
        measureLists(requests, sites, {
          ...options,
          signal,
          emptyCache: () => stage.redis.client.flushall(),
          onRound: (round) => step.note(`round ${round}`),
        }),
    );
    const environment = describeMachine(database.version, busy);
    return { startedAt, rounds: options.rounds, posts: options.posts, environment, lists };
  } finally {
    await cleanUp.run();
  }
}

async function prepare(directory: string, context: BenchContext, cleanUp: CleanUp): Promise<Stage> {
  const releaseDirectory = path.join(directory, 'release');
  const jwtSecretFile = path.join(directory, 'jwt-secret');
  await prepareRelease(context.rootDirectory, releaseDirectory);
  await writeFile(jwtSecretFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  // From here on: we ourselves ask, and what we start for answering moves to the other processor.
  cleanUp.add(() => moveProcess(process.pid, processors.all));
  await moveProcess(process.pid, processors.load);
  const redis = await startRedisServer(directory, context.signal);
  cleanUp.add(redis.stop);
  return { directory, releaseDirectory, jwtSecretFile, redis };
}

async function startSite(
  connection: Connection,
  database: DatabaseAddress,
  posts: number,
  stage: Stage,
  { signal }: BenchContext,
  cleanUp: CleanUp,
): Promise<ListSite> {
  const { directory, redis } = stage;
  const socket = path.join(directory, `${database.name}.sock`);
  const surroundings = { node: process.execPath, answerFile: '', headersFile: '', ...stage };
  const ours = stacks.find(({ name }) => name === 'ours')?.command;
  if (ours === undefined) throw new Error('There is no stack of this project.');
  const { argv, environment } = ours(socket, {
    ...surroundings,
    database,
    redisSocket: redis.socket,
    memorySettings: memorySettings(),
  });
  const site = new ListSite({
    posts,
    socket,
    command: { argv, environment: { ...environment, CACHE_KEY_PREFIX: `${database.name}:` } },
    logFile: path.join(directory, `${database.name}.log`),
    token: await readToken(connection),
  });
  cleanUp.add(() => site.stop());
  await site.start(signal);
  return site;
}

/** The first student, who has friends, scraps and a timetable with few posts as with many. */
const reader = "SELECT id FROM User WHERE is_staff = 0 AND username LIKE '%.%' ORDER BY id LIMIT 1";

async function readToken(connection: Connection): Promise<string> {
  const [row] = await connection.query<{ key: string }[]>(
    `SELECT \`key\` FROM Token WHERE user_id = (${reader})`,
  );
  return row?.key ?? '';
}

/** The columns are what the paths name. */
async function readScene(connection: Connection): Promise<Scene> {
  const [row] = await connection.query<Record<keyof Scene, number | bigint>[]>(
    `SELECT (SELECT MIN(id) FROM School) AS school, (SELECT MIN(id) FROM Board) AS board,
      (SELECT MIN(id) FROM Department) AS department, (SELECT MIN(id) FROM Course) AS course,
      (${reader}) AS reader,
      (SELECT MIN(id) FROM User) AS author, (SELECT MIN(id) + 30 FROM User) AS quietAuthor,
      (SELECT id FROM Post WHERE id <= 1000 AND is_listed ORDER BY comment_count DESC, id LIMIT 1) AS post`,
  );
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([name, id]) => [name, Number(id)]),
  ) as unknown as Scene;
}

const describeMachine = (database: string, busy: string) => ({
  processor: `${cpus()[0]?.model ?? 'unknown'}; servers on processor ${processors.servers}, questions from ${processors.load}`,
  node: process.versions.node,
  database: `${database}, buffer pool of 256 MiB, both databases on one server`,
  'load of the machine before': busy,
});
