import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';

import type { Connection } from 'mariadb';

import { exitCodes, UserError } from '../../bin/io/errors';
import { memorySettings } from '../../test/helpers/deployment-files';
import { makeCertificate } from '../../test/helpers/mysql-server';
import { CleanUp } from '../clean-up';
import { fillDatabase, resizePool } from '../data/fill-database';
import { prepareRelease } from '../machine/prepare-release';
import { moveProcess, processors, requireTwoProcessors } from '../machine/processors';
import type { BenchContext } from '../run-bench';
import { type DatabaseServer, startDatabaseServer } from '../servers/database-server';
import { CapacityMachine, limits } from './capacity-machine';
import type { CapacityReport } from './capacity-report';
import { measureCapacity } from './measure-capacity';
import type { MixScene } from './request-mix';

export interface CapacityOptions {
  readonly rounds: number;
  readonly secondsPerRound: number;
  readonly posts: number;
}

/** What RDS gives MySQL of a db.t3.micro, about: a quarter of its 1 GiB. */
const poolMiB = { measuring: 256, filling: 1_024 };

/** How much one machine carries, of what the app of a school asks for; the database is on the processor of the load. @throws UserError */
export async function runCapacityBench(
  options: CapacityOptions,
  context: BenchContext,
): Promise<CapacityReport> {
  const { output, signal } = context;
  setMaxListeners(100, signal);
  requireTwoProcessors();
  requireRoot();
  const startedAt = new Date().toISOString();
  const busy = (loadavg()[0] ?? 0).toFixed(2);
  const cleanUp = new CleanUp();
  try {
    const directory = await mkdtemp(path.join(tmpdir(), 'waffle-capacity-'));
    cleanUp.add(() => rm(directory, { recursive: true, force: true }));
    const releaseDirectory = path.join(directory, 'release');
    await output.step('build the release', () => prepareRelease(context.rootDirectory, releaseDirectory));
    const database = await output.step(
      `start MySQL, write ${options.posts.toLocaleString('en-US')} posts`,
      () => prepareDatabase(directory, releaseDirectory, options.posts, context, cleanUp),
    );
    const machine = await output.step('start Redis, the API and Nginx in one processor and 1 GiB', () =>
      startMachine(directory, releaseDirectory, database, signal, cleanUp),
    );
    const scene = await readScene(database.connection);
    const tokens = await readTokens(database.connection);
    const measured = await output.step('measure', (step) =>
      measureCapacity(
        { machine, databasePid: database.pid, directory, scene, tokens },
        { ...options, signal, onStep: (text) => step.note(text) },
      ),
    );
    const environment = describe(database.version, busy);
    const peakMiB = await machine.peakMiB();
    return { startedAt, ...options, environment, limits, peakMiB, ...measured };
  } finally {
    await cleanUp.run();
  }
}

function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new UserError('The bench puts the machine into a control group, which only root may make.', {
    code: exitCodes.usage,
    fix: 'sudo npm run bench:capacity',
  });
}

async function prepareDatabase(
  directory: string,
  releaseDirectory: string,
  posts: number,
  context: BenchContext,
  cleanUp: CleanUp,
): Promise<DatabaseServer> {
  const flags = [`--innodb-buffer-pool-size=${poolMiB.filling}M`];
  const database = await startDatabaseServer('mysql', directory, context.signal, flags);
  cleanUp.add(database.stop);
  const address = { ...database.address, name: 'school' };
  await fillDatabase(database.connection, address, posts, releaseDirectory, context);
  await resizePool(database.connection, poolMiB.measuring);
  // From here on: we ourselves and the database on one processor, the machine that is measured on the other.
  cleanUp.add(() => moveProcess(process.pid, processors.all));
  await moveProcess(process.pid, processors.load);
  await moveProcess(database.pid, processors.load);
  return { ...database, address };
}

async function startMachine(
  directory: string,
  releaseDirectory: string,
  { address }: DatabaseServer,
  signal: AbortSignal,
  cleanUp: CleanUp,
): Promise<CapacityMachine> {
  const jwtSecretFile = path.join(directory, 'jwt-secret');
  await writeFile(jwtSecretFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  const tls = { certificate: makeCertificate(directory), key: path.join(directory, 'key.pem') };
  return CapacityMachine.start(
    directory,
    {
      ...{ node: process.execPath, answerFile: '', headersFile: '', releaseDirectory, jwtSecretFile, tls },
      database: address,
      memorySettings: memorySettings(),
    },
    signal,
    cleanUp,
  );
}

async function readScene(connection: Connection): Promise<MixScene> {
  const ids = async (sql: string) =>
    (await connection.query<{ id: number }[]>(sql)).map(({ id }) => Number(id));
  const [school = 0] = await ids('SELECT MIN(id) AS id FROM School');
  return {
    school,
    boards: await ids('SELECT id FROM Board ORDER BY id LIMIT 8'),
    posts: await ids(
      `(SELECT id FROM Post WHERE is_listed ORDER BY id DESC LIMIT 100)
       UNION ALL (SELECT id FROM Post WHERE is_listed AND id % 37 = 0 ORDER BY id DESC LIMIT 1000)`,
    ),
  };
}

const readTokens = async (connection: Connection): Promise<string[]> =>
  (await connection.query<{ key: string }[]>('SELECT `key` FROM Token ORDER BY user_id LIMIT 200')).map(
    ({ key }) => key,
  );

const describe = (database: string, busy: string) => ({
  processor: `${cpus()[0]?.model ?? 'unknown'}; the machine on processor ${processors.servers}, database and load on ${processors.load}`,
  node: process.versions.node,
  database: `${database}, buffer pool of 256 MiB, TLS`,
  clients: 'HTTP/1.1 over TLS, connections kept, each request with a token',
  'load of the machine before': busy,
});
