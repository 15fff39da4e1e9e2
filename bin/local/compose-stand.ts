import { createHash } from 'node:crypto';
import path from 'node:path';
import { run, showArgv } from '../io/run';
import { askDatabase, askHttp, askRedis, freePort } from './ask';
import { databaseName, databaseUser } from './database';
import { keptSecret, shownPath, writePrivateFile } from './files';
import type { Layout } from './layout';
import { nginxFileOf, writeNginxFile } from './nginx-file';
import type { Part } from './parts';
import type { Stand, StandOptions } from './stand';

/** Where the containers and the API meet: loopback ports that were free a moment ago. */
export interface ComposePorts {
  readonly http: number;
  readonly database: number;
  readonly redis: number;
  readonly app: number;
}

export interface ComposeOptions {
  readonly rootDirectory: string;
  readonly layout: Layout;
  readonly ports: ComposePorts;
  /** `uid:gid`, so that Nginx may use the API's socket and leaves no file of root's behind. */
  readonly user: string;
  /** Linux containers of a Linux machine share its sockets and its network; those in a virtual machine do not. */
  readonly platform: NodeJS.Platform;
}

/** MySQL, Redis and Nginx in containers; the API stays on this machine, where its files change. */
export async function composeStand(
  docker: string,
  layout: Layout,
  { rootDirectory, port, signal }: StandOptions,
  user: string,
): Promise<Stand> {
  const ports = {
    http: port,
    database: await freePort(0),
    redis: await freePort(0),
    app: await freePort(0),
  };
  const options: ComposeOptions = { rootDirectory, layout, ports, user, platform: process.platform };
  const password = keptSecret(path.join(layout.secretsDirectory, 'database-password'));
  const env = { MYSQL_PASSWORD: password, MYSQL_ROOT_PASSWORD: password };
  const argv = [docker, 'compose', '--file', layout.composeFile];
  const writeFile = () => writePrivateFile(layout.composeFile, JSON.stringify(composeFile(options), null, 2));
  return {
    description: 'MySQL, Redis and Nginx in containers',
    reset: async () => {
      writeFile();
      await run([...argv, 'down', '--volumes'], { env, signal, timeoutMs: 120_000 });
    },
    prepare: async () => {
      writeFile();
      writeNginxFile(layout, nginxSettings(options));
      return undefined;
    },
    parts: [containersPart([...argv, 'up', '--abort-on-container-exit'], ports, env, password)],
    environment: environmentOf(options, password),
    inspect: inspectContainers(layout),
  };
}

const environmentOf = (options: ComposeOptions, password: string) => ({
  ...(shares(options) ? { LISTEN_SOCKET: options.layout.appSocket } : { PORT: String(options.ports.app) }),
  DATABASE_HOST: '127.0.0.1',
  DATABASE_PORT: String(options.ports.database),
  DATABASE_PASSWORD: password,
  REDIS_URL: `redis://127.0.0.1:${options.ports.redis}/0`,
});

function inspectContainers({ composeFile: file }: Layout): Stand['inspect'] {
  const inside = showArgv(['docker', 'compose', '--file', shownPath(file), 'exec']);
  const client = `mysql --password="$MYSQL_PASSWORD" --user=${databaseUser} ${databaseName}`;
  return { database: `${inside} mysql sh -c '${client}'`, cache: `${inside} redis redis-cli` };
}

/** JSON is YAML. The passwords come from the environment of the command. */
export function composeFile(options: ComposeOptions) {
  const { rootDirectory, ports } = options;
  const hash = createHash('sha256').update(rootDirectory).digest('hex').slice(0, 12);
  const onLoopback = (port: number, inside: number) => [`127.0.0.1:${port}:${inside}`];
  return {
    name: `waffle-local-${hash}`,
    services: {
      mysql: {
        image: 'mysql:8.4',
        command: ['--skip-log-bin', '--performance-schema=OFF', '--default-time-zone=+00:00'],
        environment: {
          MYSQL_DATABASE: databaseName,
          MYSQL_USER: databaseUser,
          MYSQL_PASSWORD: null,
          MYSQL_ROOT_PASSWORD: null,
        },
        ports: onLoopback(ports.database, 3306),
        volumes: ['mysql:/var/lib/mysql'],
      },
      redis: {
        image: 'redis:8',
        command: ['redis-server', '--save', '', '--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru'],
        ports: onLoopback(ports.redis, 6379),
      },
      nginx: nginxService(options),
    },
    volumes: { mysql: {} },
  };
}

function nginxService(options: ComposeOptions) {
  const { rootDirectory, layout, ports, user } = options;
  const mounted = [...new Set([layout.nginxDirectory, layout.runDirectory])];
  return {
    image: 'nginx:1.28',
    user,
    command: ['nginx', '-e', 'stderr', '-c', nginxFileOf(layout)],
    // The same paths inside; nothing else of the project can be written.
    volumes: [
      ...['deployment', 'static', 'node_modules/swagger-ui-dist'].map((name) =>
        bind(path.join(rootDirectory, name), true),
      ),
      bind(layout.mediaDirectory, true),
      ...mounted.map((directory) => bind(directory, false)),
    ],
    security_opt: ['label=disable'], // SELinux would refuse the mounts
    ...(shares(options) ? { network_mode: 'host' } : { ports: [`127.0.0.1:${ports.http}:${ports.http}`] }),
  };
}

const bind = (directory: string, readOnly: boolean) => ({
  type: 'bind',
  source: directory,
  target: directory,
  read_only: readOnly,
});

const shares = ({ platform }: ComposeOptions) => platform === 'linux';

const nginxSettings = (options: ComposeOptions) => ({
  rootDirectory: options.rootDirectory,
  listen: shares(options) ? `127.0.0.1:${options.ports.http}` : String(options.ports.http),
  upstream: shares(options)
    ? `unix:${options.layout.appSocket}`
    : `host.docker.internal:${options.ports.app}`,
  mimeTypesFile: '/etc/nginx/mime.types',
  runsAsRoot: options.user.startsWith('0:'),
});

const containersPart = (
  argv: readonly string[],
  ports: ComposePorts,
  env: Readonly<Record<string, string>>,
  password: string,
): Part => ({
  name: 'Docker Compose',
  id: 'compose',
  argv,
  env,
  ready: async () => {
    await askDatabase({ host: '127.0.0.1', port: ports.database }, password);
    await askRedis({ host: '127.0.0.1', port: ports.redis });
    await askHttp({ host: '127.0.0.1', port: ports.http, path: '/healthz' });
  },
  // The first time it downloads the images.
  readyTimeoutMs: 600_000,
});
