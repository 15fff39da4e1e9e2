import type { RedisAddress } from '../config';
import { createRedis } from '../platform/redis/redis';

/** What is cached is of the rows before. A Redis that is away is said, and nothing else: entries live for a minute. */
export async function emptyCaches(address: RedisAddress, print: (text: string) => void): Promise<void> {
  const redis = createRedis(address);
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.flushdb();
  } catch (error) {
    print(
      `The caches were not emptied (${(error as Error).message}): they do so by themselves within a minute.`,
    );
  } finally {
    redis.disconnect();
  }
}
