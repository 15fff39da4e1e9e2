import { Redis } from 'ioredis';

import type { RedisAddress } from '../../config';

/** When a command is given up for good; requests wait for a shorter time (`RedisGuard`). */
const commandTimeoutMs = 500;

/** Pause between two attempts to connect again: so short that a write can wait for the next one (`RedisGuard.forget`). */
const reconnectPauseMs = 100;

/**
 * A Redis that fails at once while it is away, instead of queueing commands, and comes back by itself. It is not
 * connected yet, and its errors are for a `RedisGuard`.
 */
export function createRedis(address: RedisAddress): Redis {
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 500,
    disconnectTimeout: 500,
    retryStrategy: () => reconnectPauseMs,
  };
  if ('path' in address) return new Redis({ ...options, path: address.path });
  const { url, password } = address;
  return new Redis(url, { ...options, ...(password !== undefined && { password }) });
}
