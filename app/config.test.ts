import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { makeTemporaryDirectory } from '../test/helpers/temporary-directory';
import { type Environment, InvalidSettings, readSettings } from './config';

const directory = makeTemporaryDirectory(tmpdir());
const file = (name: string, content: string) => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};
const jwtSecret = 'of 32 bytes or more, as many as HS256';
let production: Environment;
beforeAll(() => {
  production = {
    NODE_ENV: 'production',
    LISTEN_SOCKET: '/run/waffle-backend/a/app.sock',
    ALLOWED_HOSTS: 'api.example.com, WWW.example.com',
    DATABASE_HOST: 'db.example.com',
    DATABASE_NAME: 'waffle',
    DATABASE_USER: 'waffle',
    DATABASE_PASSWORD_FILE: file('password', 'p#ss "word"\n'),
    DATABASE_CA_FILE: file('ca.pem', '-----BEGIN CERTIFICATE-----\n'),
    REDIS_URL: 'unix:/run/waffle-redis/redis.sock',
    JWT_SECRET_FILE: file('jwt-secret', `${jwtSecret}\n`),
    MEDIA_DIRECTORY: '/opt/waffle-backend/shared/media',
    RELEASE_MANIFEST_FILE: file('manifest.json', '{"id":"20261121T101500Z-1a2b3c4d"}'),
  };
});
afterAll(() => rmSync(directory, { recursive: true }));

const development: Environment = {
  DATABASE_HOST: '127.0.0.1',
  DATABASE_NAME: 'waffle',
  DATABASE_USER: 'waffle',
  DATABASE_PASSWORD: 'test-password',
};

function problemsOf(environment: Environment) {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidSettings)) throw error;
    return error.problems;
  }
}

test('the settings of production', () => {
  expect(readSettings(production)).toEqual({
    listen: { socket: '/run/waffle-backend/a/app.sock' },
    trustedProxyHops: 0,
    shutdownDelaySeconds: 0,
    allowedHosts: ['api.example.com', 'www.example.com'],
    database: {
      host: 'db.example.com',
      port: 3306,
      socket: undefined,
      name: 'waffle',
      user: 'waffle',
      password: 'p#ss "word"',
      ca: '-----BEGIN CERTIFICATE-----\n',
    },
    redis: { path: '/run/waffle-redis/redis.sock' },
    jwtSecret,
    httpsOnly: true,
    mediaDirectory: '/opt/waffle-backend/shared/media',
    cacheTtlSeconds: 60,
    cacheKeyPrefix: '',
    release: '20261121T101500Z-1a2b3c4d',
    logLevel: 'info',
    debugPage: false,
  });
});

test('the defaults of development', () => {
  expect(readSettings(development)).toMatchObject({
    listen: { host: '127.0.0.1', port: 8000 },
    allowedHosts: ['*'],
    database: { password: 'test-password', ca: undefined },
    redis: { url: 'redis://127.0.0.1:6379/0' },
    trustedProxyHops: 0,
    shutdownDelaySeconds: 0,
    release: 'development',
    httpsOnly: false,
  });
});

test('each process of development has a secret of its own, or a given one', () => {
  const [one, other] = [readSettings(development), readSettings(development)];
  expect(one.jwtSecret.length).toBeGreaterThan(32);
  expect(other.jwtSecret).not.toBe(one.jwtSecret);
  expect(readSettings({ ...development, JWT_SECRET: jwtSecret })).toMatchObject({ jwtSecret });
});

test('a container listens for a balancer, and shares a Redis that is asked by TLS and password', () => {
  const shared = {
    LISTEN_SOCKET: '',
    HOST: '0.0.0.0',
    TRUSTED_PROXY_HOPS: '1',
    SHUTDOWN_DELAY_SECONDS: '20',
    REDIS_URL: 'rediss://redis.example.com:6379/0',
    REDIS_PASSWORD_FILE: file('redis-password', 'an auth token\n'),
  };
  expect(readSettings({ ...production, ...shared })).toMatchObject({
    listen: { host: '0.0.0.0', port: 8000 },
    trustedProxyHops: 1,
    shutdownDelaySeconds: 20,
    redis: { url: 'rediss://redis.example.com:6379/0', password: 'an auth token' },
  });
});

test('a socket of the database takes the place of its host and password', () => {
  const absent = { DATABASE_HOST: '', DATABASE_PASSWORD: '' };
  const environment = { ...development, ...absent, DATABASE_SOCKET: '/run/mysqld/mysqld.sock' };
  expect(readSettings(environment).database).toMatchObject({
    socket: '/run/mysqld/mysqld.sock',
    password: '',
  });
});

test('every problem is told at once, with what was got, what is allowed and what to change', () => {
  const text = new InvalidSettings(
    problemsOf({ ...development, PORT: 'x', DATABASE_USER: '', LOG_LEVEL: 'loud' }),
  ).message;
  expect(text.split('\n')).toEqual([
    'The environment has 3 problems:',
    '- PORT: got "x"; allowed: a whole number from 0 to 65535. Correct it, or unset it for 8000.',
    '- DATABASE_USER: got nothing; allowed: the name of a database user. Set it.',
    '- LOG_LEVEL: got "loud"; allowed: fatal, error, warn, info, debug, trace, silent. Correct it, or unset it for info.',
  ]);
});

describe('production refuses', () => {
  test.each([
    ['a password in the environment', { DATABASE_PASSWORD: 'hunter2' }, 'DATABASE_PASSWORD'],
    ['a database without trust anchors', { DATABASE_CA_FILE: undefined }, 'DATABASE_CA_FILE'],
    ['any host', { ALLOWED_HOSTS: '*' }, 'ALLOWED_HOSTS'],
    ['any host among others', { ALLOWED_HOSTS: 'api.example.com,*' }, 'ALLOWED_HOSTS'],
    ['no hosts', { ALLOWED_HOSTS: undefined }, 'ALLOWED_HOSTS'],
    ['a database without a network', { DATABASE_SOCKET: '/run/mysqld/mysqld.sock' }, 'DATABASE_SOCKET'],
    ['no password', { DATABASE_PASSWORD_FILE: undefined }, 'DATABASE_PASSWORD_FILE'],
    ['no secret', { JWT_SECRET_FILE: undefined }, 'JWT_SECRET_FILE'],
    ['no place for pictures', { MEDIA_DIRECTORY: '' }, 'MEDIA_DIRECTORY'],
    ['a secret in the environment', { JWT_SECRET: 'hunter2'.repeat(5) }, 'JWT_SECRET'],
    ['a password in an address', { REDIS_URL: 'rediss://:hunter2@redis.example.com' }, 'REDIS_URL'],
    [
      'a password of Redis in the environment',
      { REDIS_URL: 'rediss://redis.example.com', REDIS_PASSWORD: 'hunter2' },
      'REDIS_PASSWORD',
    ],
    ['only that', { JWT_SECRET: 'hunter2'.repeat(5), JWT_SECRET_FILE: undefined }, 'JWT_SECRET'],
  ])('%s', (_title, change, name) => {
    const problems = problemsOf({ ...production, ...change });
    expect(problems.map((problem) => problem.name)).toEqual([name]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

describe('a bad value is refused:', () => {
  test.each([
    [{ NODE_ENV: 'prod' }, 'NODE_ENV'],
    [{ PORT: '65536' }, 'PORT'],
    [{ HOST: 'localhost' }, 'HOST'],
    [{ TRUSTED_PROXY_HOPS: '-1' }, 'TRUSTED_PROXY_HOPS'],
    [{ SHUTDOWN_DELAY_SECONDS: 'x' }, 'SHUTDOWN_DELAY_SECONDS'],
    [{ DATABASE_PORT: '0' }, 'DATABASE_PORT'],
    [{ DATABASE_SOCKET: 'mysqld.sock' }, 'DATABASE_SOCKET'],
    [{ DATABASE_SOCKET: `/${'x'.repeat(107)}` }, 'DATABASE_SOCKET'],
    [{ LISTEN_SOCKET: 'app.sock' }, 'LISTEN_SOCKET'],
    [{ LISTEN_SOCKET: `/${'x'.repeat(107)}` }, 'LISTEN_SOCKET'],
    [{ ALLOWED_HOSTS: 'https://api.example.com' }, 'ALLOWED_HOSTS'],
    [{ REDIS_URL: 'memcached://x' }, 'REDIS_URL'],
    [{ REDIS_URL: 'unix:redis.sock' }, 'REDIS_URL'],
    [{ STATIC_DIRECTORY: '/nowhere/static' }, 'STATIC_DIRECTORY'],
    [{ CACHE_TTL_SECONDS: '0' }, 'CACHE_TTL_SECONDS'],
    [{ CACHE_TTL_SECONDS: '1.5' }, 'CACHE_TTL_SECONDS'],
    [{ DATABASE_CA_FILE: '/nowhere/ca.pem' }, 'DATABASE_CA_FILE'],
    [{ DATABASE_PASSWORD_FILE: '/nowhere/password' }, 'DATABASE_PASSWORD_FILE'],
    [{ RELEASE_MANIFEST_FILE: '/nowhere/manifest.json' }, 'RELEASE_MANIFEST_FILE'],
    [{ JWT_SECRET_FILE: '/nowhere/jwt-secret' }, 'JWT_SECRET_FILE'],
    [{ JWT_SECRET: 'x'.repeat(31) }, 'JWT_SECRET'],
  ])('%j', (change, name) => {
    expect(problemsOf({ ...development, ...change }).map((problem) => problem.name)).toEqual([name]);
  });

  test('a socket of the database together with trust anchors', () => {
    const ca = { DATABASE_CA_FILE: production.DATABASE_CA_FILE };
    const problems = problemsOf({ ...development, ...ca, DATABASE_SOCKET: '/run/mysqld/mysqld.sock' });
    expect(problems.map((problem) => problem.name)).toEqual(['DATABASE_SOCKET']);
  });

  test.each([
    ['a manifest without an id', 'RELEASE_MANIFEST_FILE', '{}'],
    ['a manifest that is no JSON', 'RELEASE_MANIFEST_FILE', 'x'],
    ['trust anchors without a certificate', 'DATABASE_CA_FILE', 'x'],
    ['a secret of 31 bytes and a newline', 'JWT_SECRET_FILE', `${'x'.repeat(31)}\n`],
    ['an empty secret', 'JWT_SECRET_FILE', ''],
  ])('%s', (title, name, content) => {
    const problems = problemsOf({ ...development, [name]: file(title.replaceAll(' ', '-'), content) });
    expect(problems.map((problem) => problem.name)).toEqual([name]);
  });
});
