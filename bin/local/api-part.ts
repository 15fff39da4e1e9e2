import { appendFileSync, rmSync } from 'node:fs';
import type { RequestOptions } from 'node:http';
import path from 'node:path';
import { developmentFailedMessage, environmentVariables, httpPaths } from '../../contract';
import { waitUntil } from '../../rehearsal/wait-until';
import type { Variables } from '../io/environment';
import { UserError } from '../io/errors';
import { readableLogLine } from './app-log';
import { askHttp } from './ask';
import { databaseName, databaseUser } from './database';
import type { Part, Parts } from './parts';

export interface ApiOptions {
  readonly rootDirectory: string;
  readonly logFile: string;
  /** Where it leaves its OpenAPI document. */
  readonly documentFile: string;
  /** Where it listens, and where its database and Redis are. */
  readonly environment: Variables;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

const startTimeoutMs = 20_000;

/** Restart the API when they change; its own imports do so anyway. */
const watched = ['app/**/*', 'contract/**/*', 'prisma/migrations/**/*'];
const notWatched = ['**/*.test.ts'];

/** Developers set these for themselves; every other one is ours to set. */
const kept: readonly string[] = [environmentVariables.logLevel, environmentVariables.cacheTtlSeconds];

/** The API does not answer; whenever a file changes it tries again. */
export class ApiNotUp extends UserError {
  override readonly name = 'ApiNotUp';
}

/** Starts the API. @throws ApiNotUp, and it stays started */
export async function startApi(parts: Parts, options: ApiOptions): Promise<void> {
  let onFailed: () => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    onFailed = () => reject(new ApiNotUp('it failed at its start; its lines above say why'));
  });
  failed.catch(() => undefined); // later failures are told by its lines alone
  rmSync(options.logFile, { force: true });
  await parts.start(
    apiPart(options, (line) => {
      if (line === developmentFailedMessage) onFailed();
      appendFileSync(options.logFile, `${line}\n`);
      options.print(readableLogLine(line));
    }),
  );
  const { signal } = options;
  const waiting = { what: 'its first answer', timeoutMs: startTimeoutMs, signal, intervalMs: 100 };
  const answers = waitUntil(() => isReady(options.environment), waiting).catch((error: Error) => {
    signal.throwIfAborted();
    throw new ApiNotUp(error.message);
  });
  await Promise.race([answers, failed, parts.crash]);
}

/** tsx starts it again at a change, and waits for the next one when it fails. */
export const apiPart = (options: ApiOptions, onLine: (line: string) => void): Part => ({
  name: 'The API',
  id: 'app',
  argv: [
    process.execPath,
    path.join(options.rootDirectory, 'node_modules/tsx/dist/cli.mjs'),
    'watch',
    '--clear-screen=false',
    ...watched.map((glob) => `--include=${glob}`),
    ...notWatched.map((glob) => `--exclude=${glob}`),
    'app/development.ts',
    options.documentFile,
  ],
  cwd: options.rootDirectory,
  env: {
    ...Object.fromEntries(
      Object.values(environmentVariables)
        .filter((name) => !kept.includes(name))
        .map((name) => [name, undefined]),
    ),
    [environmentVariables.nodeEnvironment]: 'development',
    ...databaseOf(options.environment),
    ...options.environment,
  },
  onLine,
});

/** What leads a program to the database of a stand. */
export const databaseOf = (environment: Variables): Variables => ({
  ...Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('DATABASE_'))),
  [environmentVariables.databaseName]: databaseName,
  [environmentVariables.databaseUser]: databaseUser,
});

async function isReady({ LISTEN_SOCKET, PORT }: Variables): Promise<true | undefined> {
  const where: RequestOptions =
    LISTEN_SOCKET === undefined ? { host: '127.0.0.1', port: PORT } : { socketPath: LISTEN_SOCKET };
  return (await askHttp({ ...where, path: httpPaths.readiness })) === 200 ? true : undefined;
}
