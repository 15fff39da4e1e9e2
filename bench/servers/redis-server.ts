import path from 'node:path';

import { Redis } from 'ioredis';

import { type StartedProcess, start } from '../../bin/io/run';
import { onServerProcessor, type Wrap } from '../machine/processors';

export interface RedisServer {
  readonly pid: number;
  readonly socket: string;
  readonly client: Redis;
  readonly stop: () => Promise<void>;
}

/** One Redis for all stacks, with the settings of the instance. */
export async function startRedisServer(
  directory: string,
  signal: AbortSignal,
  wrap: Wrap = onServerProcessor,
): Promise<RedisServer> {
  const socket = path.join(directory, 'redis.sock');
  const settings = ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', directory];
  const memory = ['--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru'];
  const server: StartedProcess = await start(wrap(['redis-server', ...settings, ...memory]), {
    signal,
    outputFile: path.join(directory, 'redis.log'),
  });
  const client = new Redis({ path: socket, retryStrategy: () => 50, maxRetriesPerRequest: 100 });
  client.on('error', () => undefined);
  await client.ping();
  return {
    pid: server.pid,
    socket,
    client,
    stop: async () => {
      client.disconnect();
      await server.stop();
    },
  };
}
