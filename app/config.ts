import { environmentVariables as names } from '../contract';
import { type DatabaseSettings, readDatabase } from './config/read-database';
import { readMediaBucket, readMediaDirectory, readStaticDirectory } from './config/read-folders';
import { type ListenAddress, readAllowedHosts, readListenAddress } from './config/read-listen';
import { readRedis, type RedisAddress } from './config/read-redis';
import { readRelease } from './config/read-release';
import { readJwtSecret } from './config/read-secrets';
import { type Environment, Reader } from './config/reader';

export type { DatabaseSettings } from './config/read-database';
export type { ListenAddress } from './config/read-listen';
export type { RedisAddress } from './config/read-redis';
export { type Environment, InvalidSettings, type SettingsProblem } from './config/reader';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export interface Settings {
  readonly listen: ListenAddress;
  /** Proxies before this process that add to X-Forwarded-For; 0: one on this machine, or none. */
  readonly trustedProxyHops: number;
  /** From SIGTERM until no more connections are taken. */
  readonly shutdownDelaySeconds: number;
  /** Lower-case host names; `*` means any. */
  readonly allowedHosts: readonly string[];
  readonly database: DatabaseSettings;
  readonly redis: RedisAddress;
  /** What the access and refresh tokens are signed with. */
  readonly jwtSecret: string;
  /** Whether pages of ours, and so the cookies, come over HTTPS alone. */
  readonly httpsOnly: boolean;
  /** Of uploaded pictures; with a bucket, of those on their way into it. */
  readonly mediaDirectory: string;
  /** S3 bucket of the pictures; absent, they are kept in the folder. */
  readonly mediaBucket: string | undefined;
  /** Of the page at `/docs/` and the files at `/static/`; absent where Nginx shows them. */
  readonly staticDirectory: string | undefined;
  readonly cacheTtlSeconds: number;
  /** What the keys in Redis begin with. */
  readonly cacheKeyPrefix: string;
  /** Id of the running release, `development` outside one. */
  readonly release: string;
  readonly logLevel: (typeof logLevels)[number];
  /** Whether the page about the last requests is there: only where the mode is said to be development, never by default. */
  readonly debugPage: boolean;
}

/** All settings of the API. Throws `InvalidSettings`. */
export function readSettings(environment: Environment): Settings {
  const reader = new Reader(environment);
  return reader.finish({
    listen: readListenAddress(reader),
    trustedProxyHops: reader.integer(names.trustedProxyHops, 0, 0, 9),
    shutdownDelaySeconds: reader.integer(names.shutdownDelaySeconds, 0, 0, 100),
    allowedHosts: readAllowedHosts(reader),
    database: readDatabase(reader),
    redis: readRedis(reader),
    jwtSecret: readJwtSecret(reader),
    httpsOnly: reader.production,
    mediaDirectory: readMediaDirectory(reader),
    mediaBucket: readMediaBucket(reader),
    staticDirectory: readStaticDirectory(reader),
    cacheTtlSeconds: reader.integer(names.cacheTtlSeconds, 60, 1, 86_400),
    cacheKeyPrefix: reader.optional(names.cacheKeyPrefix) ?? '',
    release: readRelease(reader),
    logLevel: reader.choice(names.logLevel, 'info', logLevels),
    debugPage: reader.optional(names.nodeEnvironment) === 'development',
  });
}

/** The settings that the migration runner needs. Throws `InvalidSettings`. */
export function readDatabaseSettings(environment: Environment): DatabaseSettings {
  const reader = new Reader(environment);
  return reader.finish(readDatabase(reader));
}

/** The settings of the program that moves pictures between folder and bucket. Throws `InvalidSettings`. */
export function readMediaPlaces(environment: Environment) {
  const reader = new Reader(environment);
  return reader.finish({
    database: readDatabase(reader),
    directory: readMediaDirectory(reader),
    bucket: readMediaBucket(reader) ?? reader.required(names.mediaBucket, 'the name of an S3 bucket'),
  });
}

/** What the program needs that brings rows from one database into another. */
export interface DataPlaces {
  readonly database: DatabaseSettings;
  readonly redis: RedisAddress;
  readonly bucket: string;
}

/** Throws `InvalidSettings`. */
export function readDataPlaces(environment: Environment): DataPlaces {
  const reader = new Reader(environment);
  return reader.finish({
    database: readDatabase(reader),
    redis: readRedis(reader),
    bucket: readMediaBucket(reader) ?? reader.required(names.mediaBucket, 'the name of an S3 bucket'),
  });
}
