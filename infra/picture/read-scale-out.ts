import { describeDatabase } from './describe-database';
import { type IngressRule, readRules } from './ingress-rules';
import { at, list, type Properties, Resources, target, type Template, textOf } from './template';

/** Subnets of one purpose, one in each zone. */
export interface Tier {
  readonly cidrs: readonly string[];
  /** Has a route to the internet gateway. */
  readonly isPublic: boolean;
}

/** What the picture shows, in the words of the templates. Of tasks behind a load balancer. */
export interface ScaleOutModel {
  readonly domain: string;
  readonly cidr: string;
  readonly tiers: { readonly balancer: Tier; readonly tasks: Tier; readonly data: Tier };
  readonly balancer: readonly string[];
  readonly tasks: readonly string[];
  readonly endpoints: readonly string[];
  readonly database: readonly string[];
  readonly cache: readonly string[];
  readonly rules: readonly IngressRule[];
  readonly ports: { readonly tasks: string; readonly database: string; readonly cache: string };
  readonly images: readonly string[];
  readonly pictures: readonly string[];
  readonly secrets: readonly string[];
  readonly watch: readonly string[];
}

/** Reads the templates of all stacks together. */
export const readScaleOut = (...templates: readonly Template[]): ScaleOutModel => {
  const all = new Resources(templates);
  const balancer = all.only('AWS::ElasticLoadBalancingV2::LoadBalancer');
  const cache = all.only('AWS::ElastiCache::ReplicationGroup');
  const endpoints = all.every('AWS::EC2::VPCEndpoint');
  const inside = endpoints.find(({ VpcEndpointType }) => VpcEndpointType === 'Interface');
  return {
    domain: textOf(at(all.only('AWS::CertificateManager::Certificate'), 'DomainName')),
    cidr: textOf(all.only('AWS::EC2::VPC')['CidrBlock']),
    tiers: {
      balancer: tierOf(all, balancer['Subnets']),
      tasks: tierOf(all, inside?.['SubnetIds']),
      data: tierOf(all, all.only('AWS::RDS::DBSubnetGroup')['SubnetIds']),
    },
    balancer: all.every('AWS::ElasticLoadBalancingV2::Listener').map(describeListener),
    tasks: describeTasks(all),
    endpoints: endpoints.map(describeEndpoint),
    database: describeDatabase(all),
    cache: describeCache(cache),
    rules: readRules(all),
    ports: {
      tasks: textOf(all.only('AWS::ElasticLoadBalancingV2::TargetGroup')['Port']),
      database: withTls(
        portInto(all, all.only('AWS::RDS::DBInstance')['VPCSecurityGroups']),
        at(all.first('AWS::RDS::DBParameterGroup'), 'Parameters', 'require_secure_transport') === '1',
      ),
      cache: withTls(textOf(cache['Port']), cache['TransitEncryptionEnabled'] === true),
    },
    images: describeImages(all.only('AWS::ECR::Repository')),
    pictures: all.every('AWS::S3::Bucket').length === 0 ? [] : ['uploaded pictures'],
    secrets: secretsOf(all),
    watch: describeWatch(all),
  };
};

const tierOf = (all: Resources, subnetIds: unknown): Tier => {
  const ids = list(subnetIds).map(target);
  const tables = all
    .every('AWS::EC2::Route')
    .filter((route) => route['GatewayId'] !== undefined)
    .map((route) => target(route['RouteTableId']));
  const isPublic = all
    .every('AWS::EC2::SubnetRouteTableAssociation')
    .some((each) => ids.includes(target(each['SubnetId'])) && tables.includes(target(each['RouteTableId'])));
  const cidrs = all
    .withIds('AWS::EC2::Subnet')
    .filter(([id]) => ids.includes(id))
    .map(([, subnet]) => textOf(subnet['CidrBlock']));
  return { cidrs, isPublic };
};

const describeListener = ({ Port, Protocol, DefaultActions }: Properties): string => {
  const to = at(DefaultActions, 0, 'RedirectConfig', 'Port');
  if (to !== undefined) return `${textOf(Port)} leads to ${textOf(to)}`;
  return Protocol === 'HTTPS' ? `${textOf(Port)}, with a certificate of ACM` : textOf(Port);
};

/** Of the service; the other task definition is that of the migrations. */
const describeTasks = (all: Resources): readonly string[] => {
  const service = all.only('AWS::ECS::Service');
  const scaling = all.only('AWS::ApplicationAutoScaling::ScalableTarget');
  const definitions = all.withIds('AWS::ECS::TaskDefinition');
  const [, definition] = definitions.find(([id]) => id === target(service['TaskDefinition'])) ?? [];
  const policies = all.every('AWS::ApplicationAutoScaling::ScalingPolicy');
  const breaks = at(service, 'DeploymentConfiguration', 'DeploymentCircuitBreaker', 'Rollback') === true;
  return [
    `${textOf(scaling['MinCapacity'])} to ${textOf(scaling['MaxCapacity'])} tasks on ${launchTypes[textOf(service['LaunchType'])] ?? ''}`,
    `${Number(definition?.['Cpu']) / 1024} vCPU, ${textOf(definition?.['Memory'])} MiB each`,
    ...policies.map(describePolicy),
    ...(breaks ? ['a bad rollout is taken back'] : []),
  ];
};

const launchTypes: Readonly<Record<string, string>> = { FARGATE: 'Fargate', EC2: 'EC2' };

const describePolicy = (policy: Properties): string => {
  const tracking = at(policy, 'TargetTrackingScalingPolicyConfiguration');
  const metric = textOf(at(tracking, 'PredefinedMetricSpecification', 'PredefinedMetricType'));
  const value = textOf(at(tracking, 'TargetValue'));
  if (metric === 'ECSServiceAverageCPUUtilization') return `more above ${value} % CPU`;
  return metric === 'ALBRequestCountPerTarget'
    ? `or ${value} requests a minute`
    : `more above ${value} ${metric}`;
};

const describeEndpoint = ({ ServiceName, VpcEndpointType }: Properties): string => {
  const [, service = ''] = /\.((?:ecr\.)?[a-z0-9-]+)"?\]*\}*$/.exec(JSON.stringify(ServiceName)) ?? [];
  return `${endpointNames[service] ?? service}${VpcEndpointType === 'Gateway' ? ', free' : ''}`;
};

const endpointNames: Readonly<Record<string, string>> = {
  'ecr.api': 'ECR',
  'ecr.dkr': 'images of ECR',
  logs: 'CloudWatch Logs',
  ssm: 'SSM',
  ssmmessages: 'Session Manager',
  s3: 'S3',
};

const describeCache = (cache: Properties): readonly string[] => {
  const engine = textOf(cache['Engine']);
  return [
    `ElastiCache ${textOf(cache['CacheNodeType'])}`,
    `${engine.charAt(0).toUpperCase()}${engine.slice(1)} ${textOf(cache['EngineVersion'])}`,
    `${textOf(cache['NumCacheClusters'])} nodes`,
    ...(cache['MultiAZEnabled'] === true ? ['in two zones'] : []),
    ...(cache['AuthToken'] === undefined ? [] : ['a password']),
  ];
};

const withTls = (port: string, isTls: boolean) => (isTls ? `${port}, TLS` : port);

const portInto = (all: Resources, groups: unknown): string => {
  const group = target(at(groups, 0));
  const rule = all.every('AWS::EC2::SecurityGroupIngress').find((each) => target(each['GroupId']) === group);
  return textOf(rule?.['FromPort']);
};

const describeImages = (repository: Properties): readonly string[] => {
  const policy = textOf(at(repository, 'LifecyclePolicy', 'LifecyclePolicyText'));
  const [, newest] = /"imageCountMoreThan","countNumber":(\d+)/.exec(policy) ?? [];
  return [
    ...(newest === undefined ? [] : [`the newest ${newest} images`]),
    ...(repository['ImageTagMutability'] === 'IMMUTABLE' ? ['immutable tags'] : []),
  ];
};

/** Files of the tasks, by the variables that they come from. */
const secretsOf = (all: Resources): readonly string[] => {
  const containers = all
    .every('AWS::ECS::TaskDefinition')
    .flatMap((each) => list(each['ContainerDefinitions']));
  const names = containers.flatMap((each) => list(each['Secrets'])).map(({ Name }) => textOf(Name));
  return [...new Set(names)].sort().map((name) => name.toLowerCase().replaceAll('_', ' '));
};

const describeWatch = (all: Resources): readonly string[] => [
  ...all.every('AWS::Logs::LogGroup').map((each) => `logs of ${textOf(each['RetentionInDays'])} days`),
  `${all.every('AWS::CloudWatch::Alarm').length} alarms`,
];
