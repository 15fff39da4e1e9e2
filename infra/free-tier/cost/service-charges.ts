import { hoursPerMonth } from '../price-list';
import { isTrueAt, listAt, numberAt, textAt } from '../template/read-property';
import type { Resource } from '../template/template-view';
import { fixed, possible, unknown, usage, type Charge, type ChargesOf } from './charge';
import {
  autoScalingCharges,
  elasticIpCharges,
  instanceCharges,
  standaloneVolumeCharges,
} from './ec2-charges';
import { serviceCharges } from './container-charges';
import { databaseCharges } from './rds-charges';

const always =
  (...charges: readonly Charge[]): ChargesOf =>
  () =>
    charges;

const allMonth = (what: string, price: string) => fixed(what, hoursPerMonth, price);

/** In each of its subnets an interface endpoint is billed by itself; one for a gateway (S3, DynamoDB) is free. */
const endpointCharges: ChargesOf = ({ stack, properties }) => {
  if (textAt(stack, properties, 'VpcEndpointType') !== 'Interface') return [];
  const subnets = Math.max(1, listAt(stack, properties, 'SubnetIds').length);
  return [
    fixed(
      `interface endpoint in ${subnets} subnet${subnets === 1 ? '' : 's'}`,
      hoursPerMonth * subnets,
      'vpc-endpoint/interface',
    ),
    usage('data through the endpoint', 'vpc-endpoint/data'),
  ];
};

/** One facing the internet has a public address in each subnet. */
const loadBalancerCharges: ChargesOf = ({ stack, properties }) => {
  const type = textAt(stack, properties, 'Type') ?? 'application';
  if (type === 'gateway') return [unknown('gateway load balancer', 'no sourced price')];
  const isPublic = textAt(stack, properties, 'Scheme') !== 'internal';
  const subnets =
    listAt(stack, properties, 'Subnets').length || listAt(stack, properties, 'SubnetMappings').length;
  return [
    allMonth(`${type} load balancer`, `load-balancer/${type}`),
    ...(isPublic && subnets > 0
      ? [fixed(`public IPv4 addresses of ${subnets} subnets`, hoursPerMonth * subnets, 'public-ipv4')]
      : []),
    usage('load balancer capacity', `load-balancer/${type}-capacity`),
  ];
};

/** ElastiCache bills every node. */
const cacheCharges = (resource: Resource, nodes: number): readonly Charge[] => {
  const { stack, properties } = resource;
  const type = textAt(stack, properties, 'CacheNodeType');
  const engine = textAt(stack, properties, 'Engine') ?? 'redis';
  if (type === undefined) return [unknown('ElastiCache', 'its node type is not in the template')];
  return [
    fixed(
      `ElastiCache ${type}, ${engine}, ${nodes} node${nodes === 1 ? '' : 's'}`,
      hoursPerMonth * nodes,
      `elasticache/${engine}/${type}`,
    ),
  ];
};

const replicationGroupNodes = ({ stack, properties }: Resource) => {
  const shards = numberAt(stack, properties, 'NumNodeGroups') ?? 1;
  const replicas = numberAt(stack, properties, 'ReplicasPerNodeGroup');
  return replicas === undefined
    ? (numberAt(stack, properties, 'NumCacheClusters') ?? shards)
    : shards * (replicas + 1);
};

const parameterCharges: ChargesOf = ({ stack, properties }) =>
  textAt(stack, properties, 'Tier') === 'Advanced'
    ? [fixed('advanced parameter', 1, 'ssm/advanced-parameter')]
    : [];

const webAclCharges: ChargesOf = ({ stack, properties }) => {
  const rules = listAt(stack, properties, 'Rules').length;
  return [
    fixed('web ACL', 1, 'waf/web-acl'),
    ...(rules > 0 ? [fixed(`${rules} rules`, rules, 'waf/rule')] : []),
  ];
};

/** Monitoring and alerts are free; the third budget with an action is not, which one template cannot tell. */
const budgetCharges: ChargesOf = () => [];

const clusterCharges: ChargesOf = ({ stack, properties }) => [
  unknown(
    `Aurora or Multi-AZ cluster, ${textAt(stack, properties, 'Engine') ?? 'engine unknown'}`,
    'no sourced price of its storage and its input and output',
  ),
  ...(isTrueAt(stack, properties, 'ManageMasterUserPassword')
    ? [fixed('secret of the master password', 1, 'secrets-manager/secret')]
    : []),
];

/** What each type of resource is billed for. A type in neither this list nor `freeTypes` is unknown. */
export const chargesByType: ReadonlyMap<string, ChargesOf> = new Map(
  Object.entries<ChargesOf>({
    'AWS::AutoScaling::AutoScalingGroup': autoScalingCharges,
    'AWS::Budgets::Budget': budgetCharges,
    'AWS::CloudWatch::Alarm': always(
      possible('alarm, unless among the ten that are always free', 1, 'cloudwatch/alarm'),
    ),
    'AWS::CloudWatch::Dashboard': always(
      possible('dashboard, unless among the three that are always free', 1, 'cloudwatch/dashboard'),
    ),
    'AWS::EC2::EIP': elasticIpCharges,
    'AWS::EC2::FlowLog': always(usage('flow logs', 'logs/ingested')),
    'AWS::EC2::Instance': instanceCharges,
    'AWS::EC2::NatGateway': always(
      allMonth('NAT gateway', 'nat-gateway'),
      usage('data through the NAT gateway', 'nat-gateway/data'),
    ),
    'AWS::EC2::TransitGatewayAttachment': always(
      allMonth('transit gateway attachment', 'transit-gateway/attachment'),
    ),
    'AWS::EC2::TransitGatewayVpcAttachment': always(
      allMonth('transit gateway attachment', 'transit-gateway/attachment'),
    ),
    'AWS::EC2::VPCEndpoint': endpointCharges,
    'AWS::EC2::VPNConnection': always(allMonth('VPN connection', 'vpn/connection')),
    'AWS::EC2::Volume': standaloneVolumeCharges,
    'AWS::ECR::Repository': always(usage('images', 'ecr/stored')),
    'AWS::ECS::Service': serviceCharges,
    'AWS::EFS::FileSystem': always(usage('files', 'efs/stored')),
    'AWS::EKS::Cluster': always(allMonth('EKS cluster', 'eks/cluster')),
    'AWS::ElastiCache::CacheCluster': (resource) =>
      cacheCharges(resource, numberAt(resource.stack, resource.properties, 'NumCacheNodes') ?? 1),
    'AWS::ElastiCache::ReplicationGroup': (resource) =>
      cacheCharges(resource, replicationGroupNodes(resource)),
    'AWS::ElasticLoadBalancing::LoadBalancer': always(
      allMonth('classic load balancer', 'load-balancer/classic'),
      usage('data through the load balancer', 'load-balancer/classic-data'),
    ),
    'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancerCharges,
    'AWS::KMS::Key': always(fixed('customer-managed key', 1, 'kms/key')),
    'AWS::Lambda::Function': always(
      usage('requests, beyond the million that is always free', 'lambda/requests'),
      usage('duration, beyond the 400,000 GB-seconds that are always free', 'lambda/duration'),
    ),
    'AWS::Logs::LogGroup': always(
      usage('logs ingested', 'logs/ingested'),
      usage('logs stored', 'logs/stored'),
    ),
    'AWS::RDS::DBCluster': clusterCharges,
    'AWS::RDS::DBInstance': databaseCharges,
    'AWS::Route53::HealthCheck': always(fixed('health check', 1, 'route53/health-check')),
    'AWS::Route53::HostedZone': always(fixed('hosted zone', 1, 'route53/hosted-zone')),
    'AWS::S3::Bucket': always(
      usage('objects', 's3/stored'),
      usage('writes and lists', 's3/writes'),
      usage('reads', 's3/reads'),
    ),
    'AWS::SNS::Topic': always(usage('mails, beyond the thousand a month that are always free')),
    'AWS::SSM::Parameter': parameterCharges,
    'AWS::SecretsManager::Secret': always(fixed('secret', 1, 'secrets-manager/secret')),
    'AWS::WAFv2::WebACL': webAclCharges,
  }),
);
