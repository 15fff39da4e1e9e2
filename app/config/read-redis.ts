import { environmentVariables as names } from '../../contract';
import type { Reader } from './reader';
import { readSecret } from './read-secrets';

/** The socket of a Redis on this machine, or one on a network, which processes on other machines may share. */
export type RedisAddress =
  { readonly path: string } | { readonly url: string; readonly password: string | undefined };

export function readRedis(reader: Reader): RedisAddress {
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
