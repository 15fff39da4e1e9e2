import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

import { readSettings, type Settings } from '../../app/config';
import { type Container, createContainer } from '../../app/container';
import { findUser } from '../../app/features/user/find-user';
import { presentUserWithToken } from '../../app/features/user/user-presenter';
import { readSignUp, type Role } from '../../app/features/user/user-schema';
import { insertUser } from '../../app/features/user/write-user';
import { type Service, startService } from '../../app/platform/lifecycle';
import { readMigrationFiles } from '../../app/platform/migrations/migration-files';
import { documented } from './documented-answers';
import { migrationsDirectory } from './migrations-directory';
import { RedisServer } from './redis-server';
import { copySchema } from './schema-template';
import { TestDatabase } from './test-database';

/** Processes that serve the same database have the same. */
export const jwtSecret = 'the secret that the tests sign with';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The tests state what is in it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface Call {
  readonly token?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as application/x-www-form-urlencoded. */
  readonly form?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string | FormData;
  /** Of another process that serves the same database. */
  readonly port?: number;
}

export interface TestUser {
  readonly id: number;
  readonly token: string;
  readonly username: string;
}

/** The API as it is put together for real, with a database and a Redis of its own, listening on a free port. */
export class TestApi {
  #users = 0;

  private constructor(
    readonly database: TestDatabase,
    readonly redis: RedisServer,
    readonly container: Container,
    readonly service: Service,
    readonly beside: TestApi | undefined,
  ) {}

  /** `beside` another one it is a second process: it has the same database and Redis, and no more. */
  static async start({
    migrate = true,
    environment = {} as Record<string, string>,
    settings: changes = {} as Partial<Settings>,
    beside = undefined as TestApi | undefined,
  } = {}): Promise<TestApi> {
    const database = beside?.database ?? (await TestDatabase.create());
    const redis = beside?.redis ?? new RedisServer();
    if (beside === undefined) await redis.start();
    const files = readMigrationFiles(migrationsDirectory);
    if (migrate && beside === undefined) await copySchema(database);
    const settings = readSettings({
      ...database.environment,
      PORT: '0',
      REDIS_URL: `unix:${redis.socket}`,
      LOG_LEVEL: 'silent',
      JWT_SECRET: jwtSecret,
      MEDIA_DIRECTORY: join(dirname(redis.socket), 'media'),
      ...environment,
    });
    const container = createContainer(
      { ...settings, ...changes },
      files.map(({ name }) => name),
    );
    return new TestApi(database, redis, container, await startService(container, settings.listen), beside);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    if (this.beside !== undefined) return;
    await this.redis.remove();
    await this.database.drop();
  }

  get port(): number {
    return (this.service.server.address() as AddressInfo).port;
  }

  /**
   * One call; `path` is below `/api/v1/` unless it begins with a slash. Redirects are not followed. Throws when the answer
   * is not a documented one.
   */
  async call(method: string, path: string, call: Call = {}): Promise<Answer> {
    const { token, json, form, headers, body, port = this.port } = call;
    const url = new URL(path, `http://127.0.0.1:${port}/api/v1/`);
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { Authorization: `Token ${token}` }),
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body ?? (form ? new URLSearchParams(form) : json === undefined ? null : JSON.stringify(json)),
    });
    const { status, headers: received } = response;
    const text = await response.text();
    documented.check(method, url.pathname, { status, headers: received, text });
    return { status, headers: received, body: parse(text) };
  }

  /** A new user, with whatever else the sign-up should say. */
  async signUp(role: Role, fields: Record<string, unknown> = {}): Promise<TestUser> {
    const { status, body } = await this.call('POST', 'user/', { json: this.#newSignUp(role, fields) });
    if (status !== 201) throw new Error(`sign-up answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** The same user, put into the database, who cannot log in: hashing a password takes a fifth of a second. */
  async addUser(role: Role, fields: Record<string, unknown> = {}): Promise<TestUser> {
    const { database } = this.container;
    const signUp = { ...readSignUp(this.#newSignUp(role, fields), {}), password: 'none' };
    return presentUserWithToken(await findUser(database, await insertUser(database, signUp)));
  }

  #newSignUp(role: Role, fields: Record<string, unknown>) {
    const username = `${role}${++this.#users}${this.beside ? 'b' : ''}`;
    return { username, password: 'secret', email: `${username}@example.com`, role, ...fields };
  }

  /** A new seminar of a new instructor; returns its id. */
  async createSeminar(fields: Record<string, unknown> = {}): Promise<number> {
    const { token } = await this.addUser('instructor');
    const json = { name: 'Seminar', capacity: 10, count: 5, time: '14:30', ...fields };
    const { status, body } = await this.call('POST', 'seminar/', { token, json });
    if (status !== 201) throw new Error(`creating a seminar answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
