import {
  DeleteReplicationGroupCommand,
  ElastiCacheClient,
  ListTagsForResourceCommand,
  paginateDescribeCacheClusters,
} from '@aws-sdk/client-elasticache';
import { hoursPerMonth } from '../../../infra/free-tier/price-list';
import { type Ask, collect, type Kind, type Tags, toTags, unlessGone } from '../kind';

const caches: Kind = {
  id: 'elasticache',
  name: 'nodes of ElastiCache',
  scope: 'region',
  type: 'AWS::ElastiCache::CacheCluster',
  bills: 'by the hour; they cannot be stopped',
  foundBy: 'elasticache:DescribeCacheClusters',
  knownBy: 'of a group that our stack has made; or tags',
  deletedBy: 'elasticache:DeleteReplicationGroup of their group, without a snapshot: it is a cache',
  async list(ask) {
    const { client, signal } = ask;
    const pages = paginateDescribeCacheClusters(
      { client: client(ElastiCacheClient) },
      {},
      { abortSignal: signal },
    );
    const nodes = await collect(pages, ({ CacheClusters }) => CacheClusters);
    return Promise.all(
      nodes.map(async ({ CacheClusterId = '', ARN, ReplicationGroupId, ...node }) => ({
        id: CacheClusterId,
        about: `${node.CacheNodeType}, ${node.Engine}, ${node.CacheClusterStatus}`,
        tags: ARN === undefined ? {} : await tagsOf(ARN, ask),
        isGoing: node.CacheClusterStatus === 'deleting',
        ...(ReplicationGroupId !== undefined && {
          of: { type: 'AWS::ElastiCache::ReplicationGroup', id: ReplicationGroupId },
        }),
        charges: [{ price: `elasticache/${node.Engine}/${node.CacheNodeType}`, quantity: hoursPerMonth }],
      })),
    );
  },
  // Of two nodes of a group the second one finds it gone.
  async remove({ of }, { client, signal }) {
    if (of === undefined) return;
    const command = new DeleteReplicationGroupCommand({ ReplicationGroupId: of.id });
    await unlessGone(client(ElastiCacheClient).send(command, { abortSignal: signal }).catch(unlessGoing));
  },
};

/** It is being deleted: with its first node, all of them are. */
const unlessGoing = (error: unknown) => {
  if (error instanceof Error && error.name === 'InvalidReplicationGroupStateFault') return;
  throw error;
};

const tagsOf = async (ResourceName: string, { client, signal }: Ask): Promise<Tags> => {
  const command = new ListTagsForResourceCommand({ ResourceName });
  return toTags((await client(ElastiCacheClient).send(command, { abortSignal: signal })).TagList);
};

export const cacheKinds = { caches } as const;
