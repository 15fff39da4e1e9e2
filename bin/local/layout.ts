import { createHash } from 'node:crypto';
import path from 'node:path';
import { localEnvironmentFile } from '../../contract';

/** Where everything of `waffle local` is. */
export interface Layout {
  /** `.local` of the project; nothing is kept elsewhere. */
  readonly directory: string;
  /** Sockets and ids of processes; usually in `.local`, in a short folder when that is too deep for a socket. */
  readonly runDirectory: string;
  /** Answers who runs, for as long as they run. */
  readonly ownerSocket: string;
  readonly appSocket: string;
  readonly databaseSocket: string;
  readonly redisSocket: string;
  readonly logDirectory: string;
  /** One folder an engine: what MariaDB wrote, MySQL cannot read. */
  readonly dataDirectory: string;
  readonly nginxDirectory: string;
  /** Uploaded pictures. */
  readonly mediaDirectory: string;
  readonly secretsDirectory: string;
  readonly composeFile: string;
  /** Leads `npm run db:seed` to the database. */
  readonly environmentFile: string;
}

/** What macOS takes; Linux takes four more. */
const maxSocketBytes = 103;

export function layoutOf(rootDirectory: string, userId: number): Layout {
  const directory = path.join(rootDirectory, '.local');
  const runDirectory = shortEnough(path.join(directory, 'run'), userId);
  const socket = (name: string) => path.join(runDirectory, `${name}.sock`);
  return {
    directory,
    runDirectory,
    ownerSocket: socket('owner'),
    appSocket: socket('app'),
    databaseSocket: socket('mysql'),
    redisSocket: socket('redis'),
    logDirectory: path.join(directory, 'log'),
    dataDirectory: path.join(directory, 'data'),
    nginxDirectory: path.join(directory, 'nginx'),
    mediaDirectory: path.join(directory, 'media'),
    secretsDirectory: path.join(directory, 'secrets'),
    composeFile: path.join(directory, 'compose.json'),
    environmentFile: path.join(rootDirectory, localEnvironmentFile),
  };
}

/** The same place at each start, so that it can be typed; another one for each checkout and user. */
function shortEnough(directory: string, userId: number): string {
  if (Buffer.byteLength(path.join(directory, 'owner.sock')) <= maxSocketBytes) return directory;
  const hash = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  return `/tmp/waffle-local-${userId}-${hash}`;
}
