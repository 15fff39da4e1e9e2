import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../io/errors';
import { type ProcessEnd, run, showArgv } from '../io/run';
import { askDatabase, askHttp, askRedis } from './ask';
import {
  createDataArgv,
  databaseName,
  dataDirectoryOf,
  type DatabasePrograms,
  engineNames,
  engineOf,
  initFileOf,
  initSql,
  serveDatabaseArgv,
} from './database';
import { shownPath, writePrivateFile } from './files';
import type { Layout } from './layout';
import { mimeTypesFile } from './nginx-config';
import { nginxFileOf, writeNginxFile } from './nginx-file';
import { howItEnded, logTail, type Part, startWithLifeline } from './parts';
import type { Find, Programs } from './programs';
import { localRedis } from './redis-config';
import type { Stand, StandOptions } from './stand';

/** The programs that are installed here, each on a unix socket, Nginx on the port. */
export async function nativeStand(
  programs: Programs,
  find: Find,
  layout: Layout,
  options: StandOptions,
): Promise<Stand> {
  const database = await databasePrograms(programs.database, find);
  const nginxVersion = (await run([programs.nginx, '-V'])).stderr;
  return {
    description: engineNames[database.engine],
    reset: async () => rmSync(layout.dataDirectory, { recursive: true, force: true }),
    prepare: async () => {
      writePrivateFile(initFileOf(layout), initSql);
      writeRedisFile(layout, options.rootDirectory);
      writeNginxFile(layout, {
        ...options,
        listen: `127.0.0.1:${options.port}`,
        upstream: `unix:${layout.appSocket}`,
        mimeTypesFile: mimeTypesFile(nginxVersion),
      });
      return (await createData(database, layout, options)) ? 'a new database' : undefined;
    },
    parts: [
      databasePart(database, layout, options),
      redisPart(programs.redis, layout),
      nginxPart(programs.nginx, layout, options),
    ],
    environment: {
      LISTEN_SOCKET: layout.appSocket,
      DATABASE_SOCKET: layout.databaseSocket,
      REDIS_URL: `unix:${layout.redisSocket}`,
    },
    inspect: inspectPrograms(find, layout),
  };
}

function inspectPrograms(find: Find, { databaseSocket, redisSocket }: Layout): Stand['inspect'] {
  const client = (...names: string[]) => path.basename(find(...names) ?? (names[0] as string));
  const socket = shownPath(databaseSocket);
  return {
    database: showArgv([client('mysql', 'mariadb'), `--socket=${socket}`, '--user=root', databaseName]),
    cache: showArgv([client('redis-cli', 'valkey-cli'), '-s', shownPath(redisSocket)]),
  };
}

async function databasePrograms(server: string, find: Find): Promise<DatabasePrograms> {
  const engine = engineOf((await run([server, '--version'])).stdout);
  const install = find('mariadb-install-db', 'mysql_install_db') ?? server;
  if (engine === 'mysql' || install !== server) return { engine, server, install };
  throw new UserError(`${server} is MariaDB, and its mariadb-install-db is missing.`, {
    fix: 'Install the rest of MariaDB; on Debian: sudo apt-get install mariadb-server-core',
  });
}

/** Made beside its place and moved there, so that one which was killed leaves nothing half made. */
async function createData(
  database: DatabasePrograms,
  layout: Layout,
  { runsAsRoot, signal }: StandOptions,
): Promise<boolean> {
  const directory = dataDirectoryOf(layout, database.engine);
  if (existsSync(directory)) return false;
  const partial = `${directory}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(layout.dataDirectory, { recursive: true, mode: 0o700 });
  const outputFile = path.join(layout.logDirectory, 'create-data.log');
  rmSync(outputFile, { force: true });
  const { exited } = await startWithLifeline(
    layout.runDirectory,
    'create-data',
    createDataArgv(database, partial, runsAsRoot),
    { outputFile, signal, cwd: layout.dataDirectory },
  );
  const end = await exited;
  signal.throwIfAborted();
  if (end.code !== 0) throw dataNotCreated(database, end, outputFile);
  renameSync(partial, directory);
  return true;
}

const dataNotCreated = ({ engine }: DatabasePrograms, end: ProcessEnd, logFile: string) =>
  new UserError(
    `${engineNames[engine]} could not make its files (${howItEnded(end)}). The end of ${shownPath(logFile)}:\n${logTail(logFile)}`,
    { fix: 'Repair what it says. Ubuntu confines MySQL to /var/lib/mysql (AppArmor): there, use --docker.' },
  );

const databasePart = (database: DatabasePrograms, layout: Layout, { runsAsRoot }: StandOptions): Part => ({
  name: engineNames[database.engine],
  id: database.engine,
  argv: serveDatabaseArgv(database, layout, runsAsRoot),
  ready: () => askDatabase({ path: layout.databaseSocket }),
  readyTimeoutMs: 60_000,
});

const redisPart = (server: string, layout: Layout): Part => ({
  name: 'Redis',
  id: 'redis',
  argv: [server, redisFileOf(layout)],
  ready: () => askRedis({ path: layout.redisSocket }),
});

const redisFileOf = ({ directory }: Layout) => path.join(directory, 'redis.conf');

function writeRedisFile(layout: Layout, rootDirectory: string): void {
  const deployed = readFileSync(path.join(rootDirectory, 'deployment/redis/redis.conf'), 'utf8');
  writePrivateFile(redisFileOf(layout), localRedis(deployed, layout.redisSocket));
}

const nginxPart = (server: string, layout: Layout, { port }: StandOptions): Part => ({
  name: 'Nginx',
  id: 'nginx',
  argv: [server, '-e', 'stderr', '-p', layout.nginxDirectory, '-c', nginxFileOf(layout)],
  ready: () => askHttp({ host: '127.0.0.1', port, path: '/healthz' }),
});
