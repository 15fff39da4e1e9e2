import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Cluster, ContainerInsights, type ICluster } from 'aws-cdk-lib/aws-ecs';
import type { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import {
  container,
  environmentVariables,
  httpPaths,
  parameterName,
  parameters,
  releaseFiles,
  resourceNames,
  scaleOutParameters,
} from '../../contract';
import type { Settings } from '../config/settings';
import { ApiTask } from '../constructs/api-task/api-task';
import { ContainerImages } from '../constructs/container-images/container-images';
import { CostBudget } from '../constructs/cost-budget/cost-budget';
import { MediaBucket } from '../constructs/media-bucket/media-bucket';
import { MysqlDatabase } from '../constructs/mysql-database/mysql-database';
import { ReadReplica } from '../constructs/mysql-database/read-replica';
import { PrivateNetwork } from '../constructs/private-network/private-network';
import { ServiceAlarms } from '../constructs/service-alarms/service-alarms';
import { TierSecurityGroups } from '../constructs/tier-security-groups/tier-security-groups';
import { cachePort, ValkeyCache } from '../constructs/valkey-cache/valkey-cache';
import { WebBalancer } from '../constructs/web-balancer/web-balancer';
import { cacheEnvironment, databaseEnvironment, imageTagOf } from './api-environment';
import { writeOutputs } from './outputs';
import { createPictureRights, grantDumps } from './picture-rights';
import { watchedBy } from './watched';

export interface ScaleOutStackProps {
  readonly settings: ScaleOutSettings;

  /** Path of the release archive, `<id>.tar.gz`, whose id is the tag of the image. */
  readonly releaseArchiveFile: string;

  /** Addresses to write to of a budget in this stack; none where it has a stack of its own. */
  readonly budgetEmails: readonly string[];
}

/** Those of the topology scale-out, which has a domain and its zone. */
export type ScaleOutSettings = Settings & { readonly domain: string; readonly hostedZoneId: string };

/**
 * What stays when releases come and go: network, load balancer, database, cache, images, and the task that migrates. Wiring only.
 * The service, which runs the images, is a stack of its own: an image is pushed, and the database migrated, before it.
 */
export class ScaleOutStack extends Stack {
  readonly network: PrivateNetwork;
  readonly groups: TierSecurityGroups;
  readonly images: ContainerImages;
  readonly balancer: WebBalancer;
  readonly database: MysqlDatabase;
  readonly cache: ValkeyCache;
  readonly cluster: ICluster;
  readonly logGroup: LogGroup;
  readonly media: MediaBucket;
  readonly pictureRights: ManagedPolicy;

  constructor(scope: Construct, props: ScaleOutStackProps) {
    const { settings } = props;
    super(scope, settings.projectName, {
      description: 'Express + Prisma API on ECS Fargate: network, load balancer, database, cache, images',
      tags: { ...settings.tags, project: settings.projectName },
      terminationProtection: settings.terminationProtection === 'on',
      ...(settings.region === undefined ? {} : { env: { region: settings.region } }),
    });
    this.network = new PrivateNetwork(this, 'Network', { sessions: settings.ecsExec === 'on' });
    const { vpc, endpointGroup } = this.network;
    this.groups = new TierSecurityGroups(this, 'Groups', {
      vpc,
      endpointGroup,
      taskPort: container.port,
      cachePort,
    });
    this.images = new ContainerImages(this, 'Images', { name: settings.projectName });
    this.cluster = createCluster(this, settings);
    this.logGroup = createLogGroup(this, settings);
    this.balancer = createBalancer(this, settings);
    this.database = createDatabase(this, settings);
    this.cache = createCache(this, settings);
    this.media = new MediaBucket(this, 'Media');
    this.pictureRights = createPictureRights(this, this.media.arn);
    const migrations = createMigrations(this, props);
    const replicas = createReplicas(this, settings);
    new ServiceAlarms(this, 'Alarms', {
      name: settings.projectName,
      watched: watchedBy(this, settings),
      email: settings.alarmEmail,
    });
    createBudget(this, props);
    writeOutputs(this, {
      apiUrl: `https://${settings.domain}${httpPaths.api}`,
      databaseEndpoint: `${this.database.host}:${this.database.port}`,
      databaseReplicas: replicas.length === 0 ? undefined : replicas.join(','),
      releaseId: imageTagOf(props),
      mediaBucket: this.media.name,
      balancerHost: this.balancer.balancer.loadBalancerDnsName,
      imageRepository: this.images.repository.repositoryUri,
      cluster: this.cluster.clusterName,
      migrationTask: migrations.definition.taskDefinitionArn,
      taskSubnets: vpc.selectSubnets(this.network.taskSubnets).subnetIds.join(','),
      taskSecurityGroup: this.groups.tasks.securityGroupId,
    });
  }
}

const createCluster = (stack: ScaleOutStack, { projectName }: Settings): ICluster => {
  const cluster = new Cluster(stack, 'Cluster', {
    vpc: stack.network.vpc,
    clusterName: projectName,
    containerInsightsV2: ContainerInsights.DISABLED,
  });
  Validations.of(cluster).acknowledge({
    id: 'AwsSolutions::AwsSolutions-ECS4',
    reason:
      'Container Insights bills each of its metrics (0.10 USD a metric and month for custom ones, us-east-1), dozens of them. The alarms ' +
      'rest on the metrics that ECS, the load balancer, RDS and ElastiCache give away.',
  });
  // The class is not assignable to its interface under exactOptionalPropertyTypes.
  return cluster as ICluster;
};

/** Logs of tasks that are gone, too: a month is as long as anyone asks what has happened. */
const createLogGroup = (scope: Construct, { projectName }: Settings) =>
  new LogGroup(scope, 'Log', {
    logGroupName: resourceNames(projectName).logGroup,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });

const createBalancer = (stack: ScaleOutStack, settings: ScaleOutSettings) =>
  new WebBalancer(stack, 'Balancer', {
    vpc: stack.network.vpc,
    subnets: stack.network.balancerSubnets,
    securityGroup: stack.groups.balancer,
    domain: settings.domain,
    hostedZoneId: settings.hostedZoneId,
    weight: settings.domainWeight,
    targetPort: container.port,
    healthPath: httpPaths.readiness,
    terminationProtection: settings.terminationProtection === 'on',
  });

const createDatabase = (stack: ScaleOutStack, settings: Settings) =>
  new MysqlDatabase(stack, 'Database', {
    vpc: stack.network.vpc,
    subnets: stack.network.dataSubnets,
    securityGroup: stack.groups.database,
    name: resourceNames(settings.projectName).database,
    passwordParameterName: parameterName(settings.projectName, parameters.databasePassword),
    instanceClass: settings.databaseInstanceClass,
    version: settings.databaseVersion,
    storageGiB: settings.databaseStorageGiB,
    backupDays: settings.databaseBackupDays,
    onDelete: settings.databaseOnDelete,
    timeZone: settings.timeZone,
    terminationProtection: settings.terminationProtection === 'on',
    multiAz: true,
  });

const createReplicas = (stack: ScaleOutStack, settings: Settings) =>
  Array.from({ length: settings.databaseReadReplicas }, (_, index) => {
    const replica = new ReadReplica(stack, `Replica${index + 1}`, {
      source: stack.database.instance,
      vpc: stack.network.vpc,
      subnets: stack.network.dataSubnets,
      securityGroup: stack.groups.database,
      name: `${resourceNames(settings.projectName).database}-replica-${index + 1}`,
      instanceClass: settings.databaseInstanceClass,
    });
    return `${replica.host}:${replica.port}`;
  });

const createCache = (stack: ScaleOutStack, settings: Settings) =>
  new ValkeyCache(stack, 'Cache', {
    vpc: stack.network.vpc,
    subnets: stack.network.dataSubnets,
    securityGroup: stack.groups.cache,
    name: resourceNames(settings.projectName).cache,
    passwordParameterName: parameterName(settings.projectName, scaleOutParameters.cachePassword),
    nodeType: settings.cacheNodeType,
  });

/**
 * Run by hand, by `waffle up` or by a pipeline, before the service gets the image. With another command (`app/server.cjs data …`) it
 * brings data from another project, or back: docs/moving.md.
 */
const createMigrations = (stack: ScaleOutStack, props: ScaleOutStackProps) => {
  const { projectName } = props.settings;
  const task = new ApiTask(stack, 'Migrations', {
    name: resourceNames(projectName).migrations,
    repository: stack.images.repository,
    imageTag: imageTagOf(props),
    command: [releaseFiles.migrate],
    environment: {
      ...databaseEnvironment(stack.database),
      ...cacheEnvironment(stack.cache),
      [environmentVariables.mediaBucket]: stack.media.name,
    },
    secrets: {
      'database-password': parameterName(projectName, parameters.databasePassword),
      'redis-password': parameterName(projectName, scaleOutParameters.cachePassword),
    },
    logGroup: stack.logGroup,
  });
  grantDumps(stack, stack.media.arn, task.definition.taskRole);
  return task;
};

const createBudget = (scope: Construct, { settings, budgetEmails }: ScaleOutStackProps) => {
  if (budgetEmails.length === 0) return;
  new CostBudget(scope, 'Budget', { emails: budgetEmails, monthlyLimitUsd: settings.monthlyBudgetUsd });
};
