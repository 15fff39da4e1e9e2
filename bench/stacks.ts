import path from 'node:path';

import { seminarListCacheKey } from '../contract';
import type { Variables } from '../bin/io/environment';
import type { DatabaseAddress } from './servers/database-server';

/** What a stack finds where it is started. */
export interface Surroundings {
  /** The Node to run, where the stack is one of Node. */
  readonly node: string;
  readonly database: DatabaseAddress;
  readonly redisSocket: string;
  /** The unpacked release of this project. */
  readonly releaseDirectory: string;
  readonly jwtSecretFile: string;
  /** What the unit of the API says about memory. */
  readonly memorySettings: Variables;
  /** The bytes and the headers that our API answers the list with. */
  readonly answerFile: string;
  readonly headersFile: string;
}

export interface StackCommand {
  readonly argv: readonly string[];
  readonly environment: Variables;
}

export interface Stack {
  readonly name: string;
  readonly title: string;
  /** How Nginx speaks to it; `file`: Nginx itself is the stack. */
  readonly protocol: 'http' | 'uwsgi' | 'file';
  /** Each on a socket of its own, in one upstream. */
  readonly processes: number;
  readonly measures: readonly ('hit' | 'name' | 'burst')[];
  readonly checksToken: boolean;
  /** It is one of those that `peers/package.json` brings. */
  readonly hasPackages?: boolean;
  /** Redis key of the list in default order. */
  readonly cacheKey?: string;
  readonly command?: (socket: string, surroundings: Surroundings) => StackCommand;
}

/** Long enough that no entry ends while it is measured; the burst deletes it. */
const cacheTtlSeconds = '3600';
const peersDirectory = path.join(__dirname, 'peers');

export const stacks: readonly Stack[] = [
  original('original', 'Django REST Framework, uWSGI × 2, Redis', true),
  original('original-without-login', 'Django REST Framework, without login', false),
  peer('express-mariadb', 'Express 5, ioredis, mariadb', 'server.js'),
  peer('express-prisma', 'Express 5, ioredis, Prisma 7', 'dist/server.cjs'),
  { ...peer('nestjs', 'NestJS 12, cache-manager', 'dist/server.cjs'), cacheKey: 'nestjs::default' },
  peer('hono', 'Hono on node-server, ioredis, mariadb', 'server.js'),
  peer('fastify', 'Fastify 5 with a response schema', 'server.js'),
  ours('ours', 'this project', 1),
  { ...ours('ours-two-processes', 'this project, two processes', 2), measures: ['burst'] },
  {
    name: 'bare-node',
    title: 'bare node:http, the same bytes',
    protocol: 'http',
    processes: 1,
    measures: ['hit'],
    checksToken: false,
    command: (socket, { node, answerFile, headersFile }) => ({
      argv: [node, path.join(peersDirectory, 'bare-node', 'server.js')],
      environment: {
        NODE_ENV: 'production',
        LISTEN_SOCKET: socket,
        ANSWER_FILE: answerFile,
        HEADERS_FILE: headersFile,
      },
    }),
  },
  {
    name: 'nginx-static',
    title: 'Nginx, a static file',
    protocol: 'file',
    processes: 0,
    measures: ['hit'],
    checksToken: false,
  },
];

function original(name: string, title: string, checksToken: boolean): Stack {
  return {
    name,
    title,
    protocol: 'uwsgi',
    processes: 1,
    measures: ['hit', 'name', 'burst'],
    checksToken,
    cacheKey: `${name}:1:seminar-list:default`,
    command: (socket, surroundings) => ({
      argv: ['uwsgi', '--ini', path.join(peersDirectory, 'original', 'uwsgi.ini')],
      environment: {
        ...peerEnvironment(name, socket, surroundings),
        LOGIN: checksToken ? 'required' : 'none',
        SECRET_KEY: 'a'.repeat(50),
        PYTHONDONTWRITEBYTECODE: '1',
      },
    }),
  };
}

function peer(name: string, title: string, entry: string): Stack {
  return {
    name,
    title,
    protocol: 'http',
    processes: 1,
    measures: ['hit', 'name', 'burst'],
    checksToken: false,
    hasPackages: true,
    cacheKey: `${name}:default`,
    command: (socket, surroundings) => ({
      argv: [surroundings.node, path.join(peersDirectory, name, entry)],
      environment: peerEnvironment(name, socket, surroundings),
    }),
  };
}

function peerEnvironment(name: string, socket: string, { database, redisSocket }: Surroundings): Variables {
  return {
    NODE_ENV: 'production',
    LISTEN_SOCKET: socket,
    REDIS_SOCKET: redisSocket,
    CACHE_PREFIX: name,
    CACHE_TTL_SECONDS: cacheTtlSeconds,
    DATABASE_HOST: database.host,
    DATABASE_PORT: String(database.port),
    DATABASE_NAME: database.name,
    DATABASE_USER: database.user,
    DATABASE_PASSWORD: database.password,
  };
}

/** As on the instance: the release's own program in production, with verified TLS to the database. */
function ours(name: string, title: string, processes: number): Stack {
  return {
    name,
    title,
    protocol: 'http',
    processes,
    measures: ['hit', 'name', 'burst'],
    checksToken: true,
    cacheKey: seminarListCacheKey('default'),
    command: (socket, { node, database, redisSocket, releaseDirectory, ...surroundings }) => ({
      argv: [node, path.join(releaseDirectory, 'app', 'server.cjs')],
      environment: {
        ...surroundings.memorySettings,
        ...databaseEnvironment(database),
        MEDIA_DIRECTORY: path.join(path.dirname(surroundings.jwtSecretFile), 'media'),
        JWT_SECRET_FILE: surroundings.jwtSecretFile,
        NODE_ENV: 'production',
        LISTEN_SOCKET: socket,
        ALLOWED_HOSTS: '127.0.0.1,api.example.com',
        REDIS_URL: `unix:${redisSocket}`,
        CACHE_TTL_SECONDS: cacheTtlSeconds,
      },
    }),
  };
}

/** What the programs of a release read. */
export const databaseEnvironment = (database: DatabaseAddress): Variables => ({
  DATABASE_HOST: database.host,
  DATABASE_PORT: String(database.port),
  DATABASE_NAME: database.name,
  DATABASE_USER: database.user,
  DATABASE_PASSWORD_FILE: database.passwordFile,
  DATABASE_CA_FILE: database.caFile,
});
