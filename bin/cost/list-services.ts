import {
  ElasticLoadBalancingClient,
  paginateDescribeLoadBalancers as paginateClassic,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElastiCacheClient, paginateDescribeCacheClusters } from '@aws-sdk/client-elasticache';
import {
  type DBInstance,
  paginateDescribeDBClusters,
  paginateDescribeDBInstances,
  paginateDescribeDBSnapshots,
  RDSClient,
} from '@aws-sdk/client-rds';
import { paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { possible, type Charge } from '../../infra/free-tier/cost/charge';
import { hoursPerMonth } from '../../infra/free-tier/price-list';
import { chargesAsOfTemplate, gather, ownerOf, type Lister } from './lister';

export const databaseListers: readonly Lister[] = [
  {
    what: 'RDS instances',
    action: 'rds:DescribeDBInstances',
    async list({ aws, signal }) {
      const pages = paginateDescribeDBInstances({ client: new RDSClient(aws) }, {}, { abortSignal: signal });
      const databases = await gather(pages, ({ DBInstances }) => DBInstances);
      return databases.map((database) => ({
        kind: 'RDS instance',
        id: database.DBInstanceIdentifier ?? '',
        ...ownerOf(database.TagList),
        state: database.DBInstanceStatus,
        since: database.InstanceCreateTime,
        charges: chargesOfDatabase(database),
      }));
    },
  },
  {
    what: 'RDS clusters',
    action: 'rds:DescribeDBClusters',
    async list({ aws, signal }) {
      const pages = paginateDescribeDBClusters({ client: new RDSClient(aws) }, {}, { abortSignal: signal });
      const clusters = await gather(pages, ({ DBClusters }) => DBClusters);
      return clusters.map(({ DBClusterIdentifier = '', TagList, Status, ClusterCreateTime, Engine }) => ({
        kind: 'RDS cluster',
        id: DBClusterIdentifier,
        ...ownerOf(TagList),
        state: Status,
        since: ClusterCreateTime,
        charges: chargesAsOfTemplate('AWS::RDS::DBCluster', { Engine }),
      }));
    },
  },
  {
    what: 'RDS snapshots',
    action: 'rds:DescribeDBSnapshots',
    async list({ aws, signal }) {
      const manual = { SnapshotType: 'manual' };
      const pages = paginateDescribeDBSnapshots({ client: new RDSClient(aws) }, manual, {
        abortSignal: signal,
      });
      const snapshots = await gather(pages, ({ DBSnapshots }) => DBSnapshots);
      return snapshots.map(
        ({ DBSnapshotIdentifier = '', TagList, SnapshotCreateTime, AllocatedStorage = 0 }) => ({
          kind: 'RDS snapshot',
          id: DBSnapshotIdentifier,
          ...ownerOf(TagList),
          since: SnapshotCreateTime,
          charges: [possible(`snapshot of ${AllocatedStorage} GiB`, AllocatedStorage, 'rds/backup')],
        }),
      );
    },
  },
];

/** Stopped, the machine costs nothing, and its disk what it cost. */
function chargesOfDatabase(database: DBInstance): readonly Charge[] {
  const isStopped = ['stopped', 'stopping'].includes(database.DBInstanceStatus ?? '');
  return chargesAsOfTemplate('AWS::RDS::DBInstance', database, isStopped ? 0 : hoursPerMonth);
}

export const otherListers: readonly Lister[] = [
  {
    what: 'load balancers',
    action: 'elasticloadbalancing:DescribeLoadBalancers',
    async list({ aws, signal }) {
      const client = new ElasticLoadBalancingV2Client(aws);
      const pages = paginateDescribeLoadBalancers({ client }, {}, { abortSignal: signal });
      const balancers = await gather(pages, ({ LoadBalancers }) => LoadBalancers);
      return balancers.map(({ LoadBalancerName, Type, Scheme, AvailabilityZones, State, CreatedTime }) => ({
        kind: 'load balancer',
        id: LoadBalancerName ?? '',
        name: undefined,
        project: undefined,
        state: State?.Code,
        since: CreatedTime,
        charges: chargesAsOfTemplate('AWS::ElasticLoadBalancingV2::LoadBalancer', {
          Type,
          Scheme,
          Subnets: AvailabilityZones?.map(({ SubnetId }) => SubnetId),
        }),
      }));
    },
  },
  {
    what: 'classic load balancers',
    action: 'elasticloadbalancing:DescribeLoadBalancers',
    async list({ aws, signal }) {
      const client = new ElasticLoadBalancingClient(aws);
      const pages = paginateClassic({ client }, {}, { abortSignal: signal });
      const balancers = await gather(pages, ({ LoadBalancerDescriptions }) => LoadBalancerDescriptions);
      return balancers.map(({ LoadBalancerName, CreatedTime }) => ({
        kind: 'classic load balancer',
        id: LoadBalancerName ?? '',
        name: undefined,
        project: undefined,
        since: CreatedTime,
        charges: chargesAsOfTemplate('AWS::ElasticLoadBalancing::LoadBalancer', {}),
      }));
    },
  },
  {
    what: 'ElastiCache clusters',
    action: 'elasticache:DescribeCacheClusters',
    async list({ aws, signal }) {
      const client = new ElastiCacheClient(aws);
      const pages = paginateDescribeCacheClusters({ client }, {}, { abortSignal: signal });
      const clusters = await gather(pages, ({ CacheClusters }) => CacheClusters);
      return clusters.map((cluster) => ({
        kind: 'ElastiCache cluster',
        id: cluster.CacheClusterId ?? '',
        name: undefined,
        project: undefined,
        state: cluster.CacheClusterStatus,
        since: cluster.CacheClusterCreateTime,
        charges: chargesAsOfTemplate('AWS::ElastiCache::CacheCluster', {
          CacheNodeType: cluster.CacheNodeType,
          Engine: cluster.Engine,
          NumCacheNodes: cluster.NumCacheNodes,
        }),
      }));
    },
  },
  {
    what: 'secrets',
    action: 'secretsmanager:ListSecrets',
    async list({ aws, signal }) {
      const client = new SecretsManagerClient(aws);
      const pages = paginateListSecrets({ client }, {}, { abortSignal: signal });
      const secrets = await gather(pages, ({ SecretList }) => SecretList);
      return secrets.map(({ Name = '', Tags, CreatedDate }) => ({
        kind: 'secret of Secrets Manager',
        id: Name,
        ...ownerOf(Tags),
        since: CreatedDate,
        charges: chargesAsOfTemplate('AWS::SecretsManager::Secret', {}),
      }));
    },
  },
];
