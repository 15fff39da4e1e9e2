import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hashPassword } from '../../app/platform/passwords';
import { retryingConflicts } from '../../app/platform/database/transaction';
import { prepareRelease } from '../../bench/machine/prepare-release';
import { memorySettings } from '../helpers/deployment-files';
import { insertUsers } from '../helpers/insert-users';
import { RedisServer } from '../helpers/redis-server';
import { getThroughSocket, ServerProcess } from '../helpers/server-process';
import { makeTemporaryDirectory } from '../helpers/temporary-directory';
import { migrateAll } from '../helpers/test-api';
import { TestDatabase } from '../helpers/test-database';
import type { MemorySample } from './memory-rule';
import { fuzzPassword } from './operations';
import { Population } from './population';
import { problemsInLog } from './process-log';
import type { Target } from './target';

const users = 60;

/** The API as a release has it and as production starts it, in a process of its own with real MySQL and Redis. */
export class RealTarget implements Target {
  readonly socket: string;
  #hasEnded = false;

  private constructor(
    private readonly directory: string,
    private readonly database: TestDatabase,
    private readonly redis: RedisServer,
    private readonly server: ServerProcess,
    readonly population: Population,
  ) {
    this.socket = socketIn(directory);
    void server.exitCode.then(() => (this.#hasEnded = true));
  }

  static async start(): Promise<RealTarget> {
    const directory = makeTemporaryDirectory(tmpdir());
    const database = await TestDatabase.create();
    const redis = new RedisServer();
    await Promise.all([migrateAll(database), redis.start(), prepareRelease(rootDirectory, directory)]);
    const population = new Population(await insertUsers(database, users));
    const password = await hashPassword(fuzzPassword);
    await database.connection.query('UPDATE `User` SET password = ?', [password]);
    const program = [join(directory, 'app/server.cjs')];
    const server = new ServerProcess(production(directory, database, redis), program);
    const target = new RealTarget(directory, database, redis, server, population);
    await target.rest();
    await server.untilListening();
    return target;
  }

  async stop(): Promise<void> {
    this.server.kill('SIGKILL');
    await this.server.exitCode;
    await this.redis.remove();
    await this.database.drop();
    rmSync(this.directory, { recursive: true });
  }

  async memory(): Promise<MemorySample> {
    const status = readFileSync(`/proc/${this.server.pid}/status`, 'utf8');
    const { body } = await getThroughSocket(this.socket, '/metrics');
    return {
      residentMiB: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024,
      heapMiB: Number(/^nodejs_heap_size_used_bytes (\d+)/m.exec(body)?.[1]) / 2 ** 20,
    };
  }

  /** So many seminars and todos as a long run makes would be another load than the one at the beginning. */
  async rest(): Promise<void> {
    for (const statement of restoring)
      await retryingConflicts(() => this.database.connection.query(statement));
    await this.redis.use(async (redis) => void (await redis.flushall()));
    this.population.forgetThings();
  }

  problems(): readonly string[] {
    const end = this.#hasEnded ? ['The process has ended.'] : [];
    return [...end, ...problemsInLog(this.server.output)];
  }
}

const rootDirectory = join(__dirname, '../..');
const socketIn = (directory: string) => join(directory, 'app.sock');

/** Of the first users a quarter each are instructors only, participants only, and participants who are not accepted. */
const restoring = [
  'DELETE FROM TodoLike',
  'DELETE FROM Todo',
  'DELETE FROM UserSeminar',
  'DELETE FROM Seminar',
  'DELETE FROM ParticipantProfile WHERE user_id % 4 = 1',
  'DELETE FROM InstructorProfile WHERE user_id % 4 = 2',
  'UPDATE ParticipantProfile SET accepted = (user_id % 4 <> 3)',
];

function production(directory: string, database: TestDatabase, redis: RedisServer) {
  const passwordFile = join(directory, 'secrets', 'password');
  mkdirSync(join(directory, 'secrets'));
  writeFileSync(passwordFile, database.settings.password, { mode: 0o600 });
  return {
    ...memorySettings(),
    ...database.environment,
    NODE_ENV: 'production',
    ALLOWED_HOSTS: 'api.example.com',
    LISTEN_SOCKET: socketIn(directory),
    REDIS_URL: `unix:${redis.socket}`,
    DATABASE_PASSWORD: '',
    DATABASE_PASSWORD_FILE: passwordFile,
    DATABASE_CA_FILE: process.env.WAFFLE_TEST_MYSQL_CA_FILE,
  };
}
