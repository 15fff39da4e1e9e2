import path from 'node:path';
import { container, environmentVariables as names, releaseFiles } from '../../contract';
import type { Settings } from '../config/settings';
import { secretsDirectory } from '../constructs/api-task/api-task';

interface Address {
  readonly host: string;
  readonly port: string | number;
}

interface Database extends Address {
  readonly databaseName: string;
  readonly userName: string;
}

/** What the migration runner of a release reads, but for the password. */
export const databaseEnvironment = ({ host, port, databaseName, userName }: Database) => ({
  [names.nodeEnvironment]: 'production',
  [names.databaseHost]: host,
  [names.databasePort]: String(port),
  [names.databaseName]: databaseName,
  [names.databaseUser]: userName,
  [names.databaseCaFile]: container.databaseCaFile,
  [names.databasePasswordFile]: `${secretsDirectory}/database-password`,
});

/** What finds and may use the cache, but for the password. */
export const cacheEnvironment = ({ host, port }: Address) => ({
  [names.redisUrl]: `rediss://${host}:${port}/0`,
  [names.redisPasswordFile]: `${secretsDirectory}/redis-password`,
});

/** Seconds that a task which is told to stop goes on answering: the load balancer learns of it only then. */
const shutdownDelaySeconds = 15;

export interface ApiParts {
  readonly settings: Pick<Settings, 'domain'>;
  readonly database: Database;
  readonly cache: Address;
  readonly mediaBucket: string;
}

/** What the API of a release reads, but for the secrets. */
export const apiEnvironment = ({ settings, database, cache, mediaBucket }: ApiParts) => ({
  ...databaseEnvironment(database),
  [names.host]: '0.0.0.0',
  [names.port]: String(container.port),
  // The load balancer, and nobody before it who could be believed.
  [names.trustedProxyHops]: '1',
  [names.shutdownDelaySeconds]: String(shutdownDelaySeconds),
  [names.allowedHosts]: settings.domain ?? '',
  ...cacheEnvironment(cache),
  [names.jwtSecretFile]: `${secretsDirectory}/jwt-secret`,
  // Uploads pass through it; what is kept is in the bucket.
  [names.mediaDirectory]: '/tmp',
  [names.mediaBucket]: mediaBucket,
  [names.releaseManifestFile]: path.posix.join(container.workingDirectory, releaseFiles.manifest),
  // No Nginx stands between the load balancer and the API.
  [names.staticDirectory]: path.posix.join(container.workingDirectory, releaseFiles.staticDirectory),
});

/** Tag of the image to run: the one that is asked for, or that of the release archive. */
export const imageTagOf = ({
  settings,
  releaseArchiveFile,
}: {
  readonly settings: Pick<Settings, 'imageTag'>;
  readonly releaseArchiveFile: string;
}) => settings.imageTag ?? path.basename(releaseArchiveFile, '.tar.gz');
