import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Jwt } from '../../app/features/auth/jwt';
import { hashPassword } from '../../app/platform/passwords';
import { retryingConflicts } from '../../app/platform/database/transaction';
import { prepareRelease } from '../../bench/machine/prepare-release';
import { memorySettings } from '../helpers/deployment-files';
import { insertUsers } from '../helpers/insert-users';
import { RedisServer } from '../helpers/redis-server';
import { getThroughSocket, ServerProcess } from '../helpers/server-process';
import { makeTemporaryDirectory } from '../helpers/temporary-directory';
import { copySchema } from '../helpers/schema-template';
import type { TestUser } from '../helpers/test-api';
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
    await Promise.all([copySchema(database), redis.start(), prepareRelease(rootDirectory, directory)]);
    const population = new Population(await withAccess(await insertUsers(database, users)));
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

  /** So many seminars, todos and posts as a long run makes would be another load than the one at the beginning. */
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

const jwtSecret = randomBytes(32).toString('hex');

/** As if they had signed in. */
const withAccess = (known: readonly TestUser[]) =>
  Promise.all(
    known.map(async (user) => ({
      ...user,
      access: await new Jwt(jwtSecret).sign('access', {
        userId: user.id,
        familyId: 1,
        nonce: 'f'.repeat(22),
      }),
    })),
  );

const rootDirectory = join(__dirname, '../..');
const socketIn = (directory: string) => join(directory, 'app.sock');

/**
 * Of the first users a quarter each are instructors only, participants only, participants who are not accepted, and staff.
 * Of what others are made in there is a first one, with the id 1, so that no call has to wait for another one.
 */
const restoring = [
  ...['TodoLike', 'Todo', 'Diary', 'Follow', 'Friendship', 'Profile', 'Media', 'Timetable', 'Tag'],
  // One after the other: what hangs on a school at third hand, MySQL 9.7.4 has left behind at times (seen 2026-11-22).
  ...['Comment', 'Post', 'Board', 'Course', 'Professor', 'Department', 'School', 'UserSeminar', 'Seminar'],
]
  .map((table) => `DELETE FROM ${table}`)
  .concat(
    'DELETE FROM ParticipantProfile WHERE user_id % 4 = 1',
    'DELETE FROM InstructorProfile WHERE user_id % 4 = 2',
    'UPDATE ParticipantProfile SET accepted = (user_id % 4 <> 3)',
    'UPDATE `User` SET is_staff = (id % 4 = 0)',
    "INSERT INTO School (id, name, name_key, updated_at) VALUES (1, 'First', 'first', NOW(6))",
    "INSERT INTO Department (id, school_id, name, name_key, updated_at) VALUES (1, 1, 'First', 'first', NOW(6))",
    `INSERT INTO Friendship (id, low_id, high_id, asker_id) SELECT u.id - f.id, f.id, u.id, f.id
      FROM \`User\` u JOIN (SELECT MIN(id) AS id FROM \`User\`) f ON u.id BETWEEN f.id + 1 AND f.id + 50`,
    'INSERT INTO Profile (user_id, school_id, updated_at) SELECT id, 1, NOW(6) FROM `User`',
    "INSERT INTO Board (id, school_id, name, name_key, user_id, updated_at) SELECT 1, 1, 'First', 'first', MIN(id), NOW(6) FROM `User`",
    "INSERT INTO Post (id, board_id, user_id, title, contents, updated_at) SELECT 1, 1, MIN(id), 'First', 'First', NOW(6) FROM `User`",
    "INSERT INTO Comment (id, post_id, user_id, contents, updated_at) SELECT 1, 1, MIN(id), 'First', NOW(6) FROM `User`",
    'UPDATE Post SET comment_count = 1',
    "INSERT INTO Todo (id, user_id, contents, date, updated_at) SELECT 1, MIN(id), 'First', '2026-11-22', NOW(6) FROM `User`",
    "INSERT INTO Timetable (id, user_id, name, semester, updated_at) SELECT 1, MIN(id), 'First', '2026-1', NOW(6) FROM `User`",
    "INSERT INTO Professor (id, department_id, name, name_key) VALUES (1, 1, 'First', 'first')",
    ...['2026-1', '2026-2'].map(
      (semester, index) =>
        `INSERT INTO Course (id, department_id, professor_id, title, semester, updated_at) VALUES (${index + 1}, 1, 1, 'First', '${semester}', NOW(6))`,
    ),
    'INSERT INTO CourseRating (course_id, user_id, score, updated_at) SELECT 1, id, 3, NOW(6) FROM `User`',
    'UPDATE Course SET rating_count = (SELECT COUNT(*) FROM `User`), rating_sum = 3 * rating_count WHERE id = 1',
  );

function production(directory: string, database: TestDatabase, redis: RedisServer) {
  mkdirSync(join(directory, 'secrets'));
  const secretFile = (name: string, secret: string) => {
    const file = join(directory, 'secrets', name);
    writeFileSync(file, secret, { mode: 0o600 });
    return file;
  };
  return {
    ...memorySettings(),
    ...database.environment,
    NODE_ENV: 'production',
    ALLOWED_HOSTS: 'api.example.com',
    LISTEN_SOCKET: socketIn(directory),
    REDIS_URL: `unix:${redis.socket}`,
    DATABASE_PASSWORD: '',
    DATABASE_PASSWORD_FILE: secretFile('password', database.settings.password),
    MEDIA_DIRECTORY: join(directory, 'media'),
    JWT_SECRET_FILE: secretFile('jwt-secret', jwtSecret),
    DATABASE_CA_FILE: process.env.WAFFLE_TEST_MYSQL_CA_FILE,
  };
}
