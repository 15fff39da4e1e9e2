import { Redis } from 'ioredis';
import type { Logger } from 'pino';

import type { RedisAddress } from '../../config';

/** Budget of one command: a slow Redis costs a request no more than this. */
const commandTimeoutMs = 100;

/** Longest pause between two attempts to connect again. */
const maxReconnectPauseMs = 1_000;

/**
 * A Redis that fails at once while it is away, instead of queueing commands, and comes back by itself. It is not
 * connected yet.
 */
export function createRedis(address: RedisAddress, logger: Logger): Redis {
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 500,
    disconnectTimeout: 500,
    retryStrategy: (attempt: number) => Math.min(attempt * 100, maxReconnectPauseMs),
  };
  const redis =
    'path' in address ? new Redis({ ...options, path: address.path }) : new Redis(address.url, options);
  logChanges(redis, logger);
  return redis;
}

/** One line when Redis goes away and one when it is back, however many attempts lie between. */
function logChanges(redis: Redis, logger: Logger): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn({ err: error }, 'Redis is away: lists come from the database');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info('Redis is back');
    away = false;
  });
}
