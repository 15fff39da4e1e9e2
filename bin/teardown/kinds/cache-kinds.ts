import {
  DeleteCacheSubnetGroupCommand,
  DeleteReplicationGroupCommand,
  ElastiCacheClient,
  ListTagsForResourceCommand,
  paginateDescribeCacheClusters,
  paginateDescribeCacheSubnetGroups,
} from '@aws-sdk/client-elasticache';
import { hoursPerMonth } from '../../../infra/free-tier/price-list';
import { mayBeOf } from '../names';
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

const subnetGroups: Kind = {
  id: 'elasticache-subnet-group',
  name: 'subnet groups of ElastiCache',
  scope: 'region',
  type: 'AWS::ElastiCache::SubnetGroup',
  bills: 'nothing',
  foundBy: 'elasticache:DescribeCacheSubnetGroups, without the default one',
  knownBy: 'made by our stack; or tags, which are read of those whose name begins with the project’s',
  deletedBy: 'elasticache:DeleteCacheSubnetGroup, after the nodes',
  async list(ask) {
    const { client, signal, projectName } = ask;
    const pages = paginateDescribeCacheSubnetGroups(
      { client: client(ElastiCacheClient) },
      {},
      { abortSignal: signal },
    );
    const groups = await collect(pages, ({ CacheSubnetGroups }) => CacheSubnetGroups);
    const own = groups.filter(({ CacheSubnetGroupName }) => CacheSubnetGroupName !== 'default');
    return Promise.all(
      own.map(async ({ CacheSubnetGroupName: id = '', ARN }) => ({
        id,
        tags: ARN !== undefined && mayBeOf(id, projectName) ? await tagsOf(ARN, ask) : {},
      })),
    );
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(ElastiCacheClient).send(new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName: id }), {
        abortSignal: signal,
      }),
    ),
};

const tagsOf = async (ResourceName: string, { client, signal }: Ask): Promise<Tags> => {
  const command = new ListTagsForResourceCommand({ ResourceName });
  return toTags((await client(ElastiCacheClient).send(command, { abortSignal: signal })).TagList);
};

export const cacheKinds = { caches, subnetGroups } as const;
