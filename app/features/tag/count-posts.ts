import type { DatabaseClient } from '../../platform/database/database';
import { Prisma } from '../../platform/database/generated/client';

/** How many more or fewer posts a tag has, by its id. */
export type TagChanges = ReadonlyMap<number, 1 | -1>;

/**
 * Counts the posts of tags anew, in the transaction that lists or unlists one. One statement that takes the tags in the order
 * of their ids: two that have the same tags wait for each other and never deadlock.
 */
export async function countPosts(client: DatabaseClient, changes: TagChanges): Promise<void> {
  if (changes.size === 0) return;
  const ids = [...changes.keys()].sort((a, b) => a - b);
  const more = ids.filter((id) => changes.get(id) === 1);
  await client.$executeRaw`
    UPDATE Tag SET post_count = post_count + IF(id IN (${Prisma.join([0, ...more])}), 1, -1)
    WHERE id IN (${Prisma.join(ids)})`;
}
