import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { environmentVariables as names } from '../contract';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface DatabaseSettings {
  readonly host: string;
  readonly port: number;
  /** Given, the connection goes through this unix socket, and host and port say nothing. */
  readonly socket: string | undefined;
  readonly name: string;
  readonly user: string;
  readonly password: string;
  /** Trust anchors, PEM; given, the connection is TLS and the server is verified. */
  readonly ca: string | undefined;
}

/** A unix socket, or an address of this machine with a port (0: any free one). */
export type ListenAddress = { readonly socket: string } | { readonly host: string; readonly port: number };

/** The socket of a Redis on this machine, or one on a network, which processes on other machines may share. */
export type RedisAddress =
  { readonly path: string } | { readonly url: string; readonly password: string | undefined };

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

/** What is wrong with one variable: the value got, the values allowed, and what to change. */
export interface SettingsProblem {
  readonly name: string;
  readonly got: string;
  readonly allowed: string;
  readonly change: string;
}

/** Every problem of the environment at once. */
export class InvalidSettings extends Error {
  constructor(readonly problems: readonly SettingsProblem[]) {
    super(
      [
        `The environment has ${problems.length} problem${problems.length === 1 ? '' : 's'}:`,
        ...problems.map(
          ({ name, got, allowed, change }) => `- ${name}: got ${got}; allowed: ${allowed}. ${change}`,
        ),
      ].join('\n'),
    );
    this.name = 'InvalidSettings';
  }
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

function readListenAddress(reader: Reader): ListenAddress {
  const socket = reader.optional(names.listenSocket);
  if (socket === undefined)
    return { host: readHost(reader), port: reader.integer(names.port, 8000, 0, 65_535) };
  if (isSocketPath(socket)) return { socket };
  return reader.problem(
    { socket },
    names.listenSocket,
    quote(socket),
    socketPaths,
    'Give a path such as /run/waffle-backend/a/app.sock.',
  );
}

function readHost(reader: Reader): string {
  const host = reader.optional(names.host) ?? '127.0.0.1';
  if (isIP(host) > 0) return host;
  const change = 'Give 0.0.0.0 in a container, or unset it for 127.0.0.1.';
  return reader.problem(host, names.host, quote(host), 'an address of this machine', change);
}

const isSocketPath = (path: string) => path.startsWith('/') && Buffer.byteLength(path) <= 107;
const socketPaths = 'an absolute path of at most 107 bytes, which is what the kernel takes';

function readAllowedHosts(reader: Reader): readonly string[] {
  const hosts = (reader.optional(names.allowedHosts) ?? (reader.production ? '' : '*'))
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
  const allowed = 'host names separated by commas, without scheme or port';
  const change = 'Name the hosts that clients use, such as api.example.com.';
  if (hosts.length === 0) reader.problem(hosts, names.allowedHosts, 'nothing', allowed, change);
  if (hosts.includes('*') && reader.production)
    reader.problem(hosts, names.allowedHosts, '"*"', `${allowed}; "*" only outside production`, change);
  const malformed = hosts.filter((host) => host !== '*' && !/^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(host));
  if (malformed.length > 0)
    reader.problem(hosts, names.allowedHosts, malformed.map(quote).join(', '), allowed, change);
  return hosts;
}

function readDatabase(reader: Reader): DatabaseSettings {
  const caFile = reader.optional(names.databaseCaFile);
  if (caFile === undefined && reader.production) {
    reader.problem(
      undefined,
      names.databaseCaFile,
      'nothing',
      'a PEM file with the trust anchors of the database',
      'Production talks to the database over verified TLS only: give the file.',
    );
  }
  const socket = readDatabaseSocket(reader, caFile);
  return {
    host: socket === undefined ? reader.required(names.databaseHost, 'a host name or address') : 'localhost',
    port: reader.integer(names.databasePort, 3306, 1, 65_535),
    socket,
    name: reader.required(names.databaseName, 'the name of a database'),
    user: reader.required(names.databaseUser, 'the name of a database user'),
    password: readPassword(reader, socket !== undefined),
    ca: caFile === undefined ? undefined : readCertificates(reader, caFile),
  };
}

/** What goes through it is neither encrypted nor verified, which is fine where nothing leaves the machine. */
function readDatabaseSocket(reader: Reader, caFile: string | undefined): string | undefined {
  const socket = reader.optional(names.databaseSocket);
  const refuse = (allowed: string, change: string) =>
    reader.problem(socket, names.databaseSocket, quote(socket ?? ''), allowed, change);
  if (socket === undefined) return undefined;
  if (reader.production)
    return refuse('nothing in production', `Unset it and name the database in ${names.databaseHost}.`);
  if (caFile !== undefined)
    return refuse(`nothing beside ${names.databaseCaFile}: TLS needs a network`, 'Unset one of the two.');
  return isSocketPath(socket) ? socket : refuse(socketPaths, 'Give a path such as /run/mysqld/mysqld.sock.');
}

/** Behind a socket there may be none: who may open it decides. */
function readPassword(reader: Reader, isOptional: boolean): string {
  const password = readSecret(reader, names.databasePasswordFile, names.databasePassword);
  if (password !== undefined || isOptional) return password ?? '';
  return reader.required(names.databasePasswordFile, 'the path of a file with the password');
}

/** As long as what HMAC-SHA-256 makes of it (RFC 7518, 3.2). */
const leastSecretBytes = 32;

/** Outside production a process may have one of its own: nobody else knows it, and its tokens end with it. */
function readJwtSecret(reader: Reader): string {
  const { jwtSecretFile, jwtSecret } = names;
  const allowed = `the path of a file with at least ${leastSecretBytes} random bytes`;
  const secret = readSecret(reader, jwtSecretFile, jwtSecret);
  if (secret === undefined)
    return reader.production
      ? reader.required(jwtSecretFile, allowed)
      : randomBytes(32).toString('base64url');
  const bytes = Buffer.byteLength(secret);
  const name = reader.optional(jwtSecretFile) === undefined ? jwtSecret : jwtSecretFile;
  if (bytes >= leastSecretBytes || reader.hasProblemWith(jwtSecretFile, jwtSecret)) return secret;
  const change = 'Make one with `openssl rand -hex 32`.';
  return reader.problem('', name, `${bytes} bytes (not shown)`, `at least ${leastSecretBytes} bytes`, change);
}

/** A secret from the file that one variable names, or outside production from the other variable itself. */
function readSecret(reader: Reader, fileVariable: string, variable: string): string | undefined {
  const file = reader.optional(fileVariable);
  const secret = reader.optional(variable);
  if (secret !== undefined && reader.production) {
    return reader.problem(
      '',
      variable,
      'a value (not shown)',
      'nothing in production: other processes can read the environment',
      `Unset it and write the secret into a file that ${fileVariable} names.`,
    );
  }
  // An editor ends the file with a newline that is no part of the secret.
  return file === undefined ? secret : reader.file(fileVariable, file).replace(/\r?\n$/, '');
}

function readCertificates(reader: Reader, file: string): string {
  const pem = reader.file(names.databaseCaFile, file);
  if (pem === '' || pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  return reader.problem(
    pem,
    names.databaseCaFile,
    `${quote(file)}, which holds no certificate`,
    'a PEM file with BEGIN CERTIFICATE blocks',
    "Download the database's trust anchors again.",
  );
}

function readRedis(reader: Reader): RedisAddress {
  const url = reader.optional(names.redisUrl) ?? 'redis://127.0.0.1:6379/0';
  if (/^unix:\/[^/]/.test(url)) return { path: url.slice('unix:'.length) };
  const password = readSecret(reader, names.redisPasswordFile, names.redisPassword);
  if (!/^rediss?:\/\/./.test(url) || !URL.canParse(url)) {
    return reader.problem(
      { url, password },
      names.redisUrl,
      'a value of another form (not shown: it may hold a password)',
      'unix:/path/to/socket, redis://host:port/db or rediss://host:port/db',
      'Use one of these forms.',
    );
  }
  if (new URL(url).password === '' || !reader.production) return { url, password };
  return reader.problem(
    { url, password },
    names.redisUrl,
    'a value with a password (not shown)',
    'one without in production: other processes can read the environment',
    `Write the password into a file that ${names.redisPasswordFile} names.`,
  );
}

function readMediaDirectory(reader: Reader): string {
  const directory = reader.optional(names.mediaDirectory);
  if (directory !== undefined) return directory;
  if (!reader.production) return join(tmpdir(), 'waffle-backend-media');
  return reader.required(names.mediaDirectory, 'the path of a folder that this user may write to');
}

function readMediaBucket(reader: Reader): string | undefined {
  const bucket = reader.optional(names.mediaBucket);
  if (bucket === undefined || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return bucket;
  return reader.problem(
    undefined,
    names.mediaBucket,
    quote(bucket),
    'the name of an S3 bucket, 3 to 63 of a-z, 0-9, - and .',
    'Correct it, or unset it to keep pictures in the folder.',
  );
}

function readStaticDirectory(reader: Reader): string | undefined {
  const directory = reader.optional(names.staticDirectory);
  if (directory === undefined || isDirectory(directory)) return directory;
  return reader.problem(
    undefined,
    names.staticDirectory,
    quote(directory),
    'the path of a folder, such as /opt/waffle-backend/current/static',
    'Correct it, or unset it where Nginx shows the files.',
  );
}

const isDirectory = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function readRelease(reader: Reader): string {
  const file = reader.optional(names.releaseManifestFile);
  if (file === undefined) return 'development';
  const text = reader.file(names.releaseManifestFile, file);
  if (text === '') return '';
  const id = parseReleaseId(text);
  if (id !== undefined) return id;
  return reader.problem(
    '',
    names.releaseManifestFile,
    `${quote(file)}, which names no release`,
    'the manifest.json of a release, an object with a string "id"',
    'Point it to the manifest of the release that runs.',
  );
}

function parseReleaseId(text: string): string | undefined {
  try {
    const { id } = JSON.parse(text) as { id?: unknown };
    return typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    return undefined;
  }
}

const quote = (value: string) => JSON.stringify(value);

/** Reads variables one by one and keeps what is wrong with them; a variable set to nothing counts as absent. */
class Reader {
  readonly #problems: SettingsProblem[] = [];
  readonly production: boolean;

  constructor(private readonly environment: Environment) {
    const modes = ['development', 'production', 'test'] as const;
    this.production = this.choice(names.nodeEnvironment, 'development', modes) === 'production';
  }

  optional(name: string): string | undefined {
    return this.environment[name] === '' ? undefined : this.environment[name];
  }

  required(name: string, allowed: string): string {
    return this.optional(name) ?? this.problem('', name, 'nothing', allowed, 'Set it.');
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    return this.problem(
      fallback,
      name,
      quote(text),
      `a whole number from ${min} to ${max}`,
      `Correct it, or unset it for ${fallback}.`,
    );
  }

  choice<T extends string>(name: string, fallback: T, choices: readonly T[]): T {
    const text = this.optional(name) ?? fallback;
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    return this.problem(
      fallback,
      name,
      quote(text),
      choices.join(', '),
      `Correct it, or unset it for ${fallback}.`,
    );
  }

  /** The text of a file; an unreadable one is a problem and reads as ''. */
  file(name: string, path: string): string {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      return this.problem(
        '',
        name,
        `${quote(path)}, which cannot be read (${code})`,
        'a readable file',
        'Make it readable for the user that runs this, or correct the path.',
      );
    }
  }

  /** Notes a problem; `value` lets the reading go on, so that the next problems are found too. */
  problem<T>(value: T, name: string, got: string, allowed: string, change: string): T {
    this.#problems.push({ name, got, allowed, change });
    return value;
  }

  hasProblemWith(...variables: readonly string[]): boolean {
    return this.#problems.some(({ name }) => variables.includes(name));
  }

  finish<T>(settings: T): T {
    if (this.#problems.length > 0) throw new InvalidSettings(this.#problems);
    return settings;
  }
}
