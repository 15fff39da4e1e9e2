import { Duration, RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { CfnCluster } from 'aws-cdk-lib/aws-eks';
import { CfnCacheCluster } from 'aws-cdk-lib/aws-elasticache';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { AccountKind, RuleId } from '../rules/rule';
import { database, elasticIp, gp3Disk, knownImage, mysql, network, server } from './parts';

/** One trap as a CDK app would fall into it, and the same without it. */
export interface Trap {
  readonly id: RuleId;
  /** @default 'credit-paid' */
  readonly account?: AccountKind;
  readonly trips: (stack: Stack) => unknown;
  readonly avoids: (stack: Stack) => unknown;
  /** Other rules that the same lines trip. */
  readonly also?: readonly RuleId[];
}

const micro = (architecture: string) => new ec2.InstanceType(`${architecture}.micro`);

const withDatabaseProperty = (name: string, value: unknown) => (stack: Stack) =>
  (database(stack).node.defaultChild as rds.CfnDBInstance).addPropertyOverride(name, value);

const serverWith =
  (props: Partial<ec2.InstanceProps>) =>
  (stack: Stack): ec2.Instance =>
    server(stack, props);

const databaseWith =
  (props: Partial<rds.DatabaseInstanceProps>) =>
  (stack: Stack): rds.DatabaseInstance =>
    database(stack, props);

/** As CDK renders it by default. */
const enrolled = (engine: rds.IInstanceEngine) => (stack: Stack) => {
  const { node } = database(stack, { engine });
  (node.defaultChild as rds.CfnDBInstance).addPropertyDeletionOverride('EngineLifecycleSupport');
};

const budget = (includeCredit?: boolean) => (stack: Stack) =>
  new CfnBudget(stack, 'Budget', {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: 10, unit: 'USD' },
      ...(includeCredit !== undefined && { costTypes: { includeCredit, includeRefund: false } }),
    },
  });

const twoServers = (associatePublicIpAddress: boolean) => (stack: Stack) => {
  const vpc = network(stack);
  elasticIp(stack, server(stack, { vpc }));
  new ec2.Instance(stack, 'Second', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    associatePublicIpAddress,
    instanceType: micro('t3'),
    machineImage: knownImage,
    creditSpecification: ec2.CpuCredits.STANDARD,
    blockDevices: [gp3Disk(8)],
  });
};

const serverAndDatabase = (zoneOfDatabase?: 0 | 1) => (stack: Stack) => {
  const vpc = network(stack);
  server(stack, { vpc });
  const zone = vpc.publicSubnets[zoneOfDatabase ?? 0]?.availabilityZone;
  database(stack, { vpc, ...(zoneOfDatabase !== undefined && zone && { availabilityZone: zone }) });
};

const group = (maxCapacity: number) => (stack: Stack) =>
  new autoscaling.AutoScalingGroup(stack, 'Group', {
    vpc: network(stack),
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    minCapacity: 1,
    maxCapacity,
    launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
      instanceType: micro('t3'),
      machineImage: knownImage,
      cpuCredits: ec2.CpuCredits.STANDARD,
      blockDevices: [gp3Disk(8)],
    }),
  });

const alarms = (count: number) => (stack: Stack) => {
  for (let index = 0; index < count; index += 1) {
    new cloudwatch.Alarm(stack, `Alarm${index}`, {
      metric: new cloudwatch.Metric({
        namespace: 'AWS/EC2',
        metricName: 'CPUUtilization',
        period: Duration.minutes(5),
      }),
      threshold: 90 + index,
      evaluationPeriods: 1,
    });
  }
};

const logGroup = (retention: logs.RetentionDays) => (stack: Stack) =>
  new logs.LogGroup(stack, 'Log', { retention, removalPolicy: RemovalPolicy.DESTROY });

const parameter = (tier: ssm.ParameterTier) => (stack: Stack) =>
  new ssm.StringParameter(stack, 'Parameter', { stringValue: 'value', tier });

/** Something that no checker minds, where the way around a trap is to leave it out. */
const neutral = parameter(ssm.ParameterTier.STANDARD);

export const traps: readonly Trap[] = [
  {
    id: 'FreeTier-InstanceType',
    account: 'credit-free',
    trips: serverWith({ instanceType: micro('t2') }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-InstanceType',
    trips: serverWith({ instanceType: new ec2.InstanceType('t3.medium') }),
    avoids: serverWith({ instanceType: new ec2.InstanceType('t3.small') }),
  },
  {
    id: 'FreeTier-InstanceType',
    account: 'older',
    trips: serverWith({ instanceType: new ec2.InstanceType('t3.small') }),
    avoids: serverWith({ instanceType: micro('t2') }),
  },
  {
    id: 'FreeTier-LargeInstance',
    account: 'credit-free',
    trips: serverWith({ instanceType: new ec2.InstanceType('m7i-flex.large') }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-UnlimitedCpu',
    trips: serverWith({ creditSpecification: ec2.CpuCredits.UNLIMITED }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-DetailedMonitoring',
    trips: serverWith({ detailedMonitoring: true }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-MovingImage',
    trips: serverWith({ machineImage: ec2.MachineImage.latestAmazonLinux2023() }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-EndOfLifeImage',
    trips: serverWith({ machineImage: ec2.MachineImage.latestAmazonLinux2() }),
    avoids: serverWith({}),
    also: ['FreeTier-MovingImage'],
  },
  { id: 'FreeTier-AutoScaling', trips: group(3), avoids: group(1) },
  {
    id: 'FreeTier-DiskType',
    trips: serverWith({ blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8) }] }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-DiskSize',
    trips: serverWith({ blockDevices: [gp3Disk(100)] }),
    avoids: serverWith({ blockDevices: [gp3Disk(30)] }),
  },
  {
    id: 'FreeTier-ProvisionedIops',
    trips: (stack) =>
      new ec2.Volume(stack, 'Volume', {
        availabilityZone: 'us-east-1a',
        size: Size.gibibytes(20),
        volumeType: ec2.EbsDeviceVolumeType.GP3,
        iops: 6000,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    avoids: (stack) =>
      new ec2.Volume(stack, 'Volume', {
        availabilityZone: 'us-east-1a',
        size: Size.gibibytes(20),
        volumeType: ec2.EbsDeviceVolumeType.GP3,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
  },
  {
    id: 'FreeTier-RetainedResource',
    trips: databaseWith({ removalPolicy: RemovalPolicy.RETAIN }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-FinalSnapshot',
    trips: databaseWith({ removalPolicy: RemovalPolicy.SNAPSHOT }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-NatGateway',
    trips: (stack) => new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }),
    avoids: network,
  },
  {
    id: 'FreeTier-IdleElasticIp',
    trips: (stack) => {
      server(stack);
      new ec2.CfnEIP(stack, 'Address', { domain: 'vpc' });
    },
    avoids: (stack) => elasticIp(stack, server(stack)),
  },
  {
    id: 'FreeTier-PublicIpv4',
    trips: twoServers(true),
    avoids: twoServers(false),
  },
  {
    id: 'FreeTier-InterfaceEndpoint',
    trips: (stack) =>
      network(stack).addInterfaceEndpoint('Ssm', {
        service: ec2.InterfaceVpcEndpointAwsService.SSM,
        subnets: { subnetType: ec2.SubnetType.PUBLIC },
      }),
    avoids: (stack) =>
      network(stack).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }),
  },
  {
    id: 'FreeTier-FlowLogs',
    trips: (stack) =>
      network(stack).addFlowLog('Flow', {
        destination: ec2.FlowLogDestination.toCloudWatchLogs(
          new logs.LogGroup(stack, 'Log', { retention: logs.RetentionDays.ONE_WEEK }),
        ),
      }),
    avoids: network,
  },
  {
    id: 'FreeTier-LoadBalancer',
    trips: (stack) =>
      new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc: network(stack), internetFacing: true }),
    avoids: network,
  },
  { id: 'FreeTier-OtherZone', trips: serverAndDatabase(1), avoids: serverAndDatabase(0) },
  {
    id: 'FreeTier-TransitGateway',
    trips: (stack) =>
      new ec2.CfnTransitGatewayAttachment(stack, 'Attachment', {
        subnetIds: network(stack).isolatedSubnets.map(({ subnetId }) => subnetId),
        transitGatewayId: 'tgw-0123456789abcdef0',
        vpcId: 'vpc-0123456789abcdef0',
      }),
    avoids: network,
  },
  {
    id: 'FreeTier-DatabaseClass',
    trips: databaseWith({
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.LARGE),
    }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-DatabaseClass',
    account: 'credit-free',
    trips: databaseWith({
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL),
    }),
    avoids: databaseWith({
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO),
    }),
  },
  { id: 'FreeTier-MultiAz', trips: databaseWith({ multiAz: true }), avoids: databaseWith({}) },
  {
    id: 'FreeTier-DatabaseStorage',
    trips: databaseWith({ allocatedStorage: 100 }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-DatabaseDiskType',
    trips: databaseWith({ storageType: rds.StorageType.GP2 }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-ManagedPassword',
    trips: (stack) => {
      const { node } = database(stack);
      const resource = node.defaultChild as rds.CfnDBInstance;
      resource.addPropertyOverride('ManageMasterUserPassword', true);
      resource.addPropertyDeletionOverride('MasterUserPassword');
    },
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-ExtendedSupport',
    trips: enrolled(mysql('8.0.42', '8.0')),
    avoids: databaseWith({}),
    also: ['FreeTier-OldEngine'],
  },
  {
    id: 'FreeTier-ExtendedSupport',
    account: 'older',
    trips: enrolled(mysql('8.4.9')),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-OldEngine',
    trips: databaseWith({ engine: mysql('5.7.44', '5.7') }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-OldMinorVersion',
    trips: databaseWith({ engine: mysql('8.4.5') }),
    avoids: databaseWith({ engine: mysql('8.4.8') }),
  },
  {
    id: 'FreeTier-PublicDatabase',
    trips: databaseWith({ vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-BackupRetention',
    account: 'credit-free',
    trips: databaseWith({ backupRetention: Duration.days(7) }),
    avoids: databaseWith({ backupRetention: Duration.days(1) }),
  },
  {
    id: 'FreeTier-BackupRetention',
    trips: databaseWith({ backupRetention: Duration.days(35) }),
    avoids: databaseWith({ backupRetention: Duration.days(7) }),
  },
  {
    id: 'FreeTier-PerformanceInsights',
    trips: databaseWith({
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.LARGE),
      enablePerformanceInsights: true,
      performanceInsightRetention: rds.PerformanceInsightRetention.MONTHS_1,
    }),
    avoids: databaseWith({ enablePerformanceInsights: true }),
    also: ['FreeTier-DatabaseClass'],
  },
  {
    id: 'FreeTier-EnhancedMonitoring',
    trips: databaseWith({ monitoringInterval: Duration.seconds(60) }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-ReadReplica',
    trips: (stack) => {
      const vpc = network(stack);
      new rds.DatabaseInstanceReadReplica(stack, 'Replica', {
        vpc,
        vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        sourceDatabaseInstance: database(stack, { vpc }),
        instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
        storageType: rds.StorageType.GP3,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    },
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-DatabaseCluster',
    trips: (stack) =>
      new rds.CfnDBCluster(stack, 'Cluster', {
        engine: 'aurora-mysql',
        masterUsername: 'waffle',
        masterUserPassword: '{{resolve:ssm-secure:/waffle/database/password}}',
        backupRetentionPeriod: 1,
      }).applyRemovalPolicy(RemovalPolicy.DESTROY),
    avoids: neutral,
  },
  {
    id: 'FreeTier-Secret',
    trips: (stack) => new Secret(stack, 'Secret'),
    avoids: parameter(ssm.ParameterTier.STANDARD),
  },
  {
    id: 'FreeTier-KmsKey',
    trips: (stack) => new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY }),
    avoids: neutral,
  },
  {
    id: 'FreeTier-EternalLogs',
    trips: logGroup(logs.RetentionDays.INFINITE),
    avoids: logGroup(logs.RetentionDays.ONE_WEEK),
  },
  {
    id: 'FreeTier-LogRetentionFunction',
    trips: databaseWith({
      cloudwatchLogsExports: ['slowquery'],
      cloudwatchLogsRetention: logs.RetentionDays.ONE_WEEK,
    }),
    avoids: databaseWith({ cloudwatchLogsExports: ['slowquery'] }),
  },
  { id: 'FreeTier-SilentBudget', trips: budget(), avoids: budget(false) },
  {
    id: 'FreeTier-ElastiCache',
    trips: (stack) =>
      new CfnCacheCluster(stack, 'Cache', {
        cacheNodeType: 'cache.t3.micro',
        engine: 'redis',
        numCacheNodes: 1,
      }),
    avoids: neutral,
  },
  {
    id: 'FreeTier-Fargate',
    trips: (stack) => {
      const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 256, memoryLimitMiB: 512 });
      taskDefinition.addContainer('app', {
        image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx'),
      });
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: network(stack) }) as ecs.ICluster;
      return new ecs.FargateService(stack, 'Service', {
        cluster,
        taskDefinition,
        desiredCount: 2,
        minHealthyPercent: 100,
      });
    },
    avoids: neutral,
  },
  {
    id: 'FreeTier-HostedZone',
    trips: (stack) => new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }),
    avoids: (stack) =>
      new route53.ARecord(stack, 'Record', {
        zone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
          hostedZoneId: 'Z0123456789ABCDEFGHIJ',
          zoneName: 'example.com',
        }),
        target: route53.RecordTarget.fromIpAddresses('203.0.113.7'),
      }),
  },
  {
    id: 'FreeTier-AdvancedParameter',
    trips: parameter(ssm.ParameterTier.ADVANCED),
    avoids: parameter(ssm.ParameterTier.STANDARD),
  },
  {
    id: 'FreeTier-EksCluster',
    trips: (stack) =>
      new CfnCluster(stack, 'Cluster', {
        roleArn: 'arn:aws:iam::123456789012:role/cluster',
        resourcesVpcConfig: { subnetIds: network(stack).isolatedSubnets.map(({ subnetId }) => subnetId) },
      }),
    avoids: network,
  },
  {
    id: 'FreeTier-WebAcl',
    trips: (stack) =>
      new CfnWebACL(stack, 'Acl', {
        defaultAction: { allow: {} },
        scope: 'REGIONAL',
        visibilityConfig: {
          cloudWatchMetricsEnabled: false,
          metricName: 'acl',
          sampledRequestsEnabled: false,
        },
      }),
    avoids: neutral,
  },
  { id: 'FreeTier-ManyAlarms', trips: alarms(11), avoids: alarms(10) },
];

/** Overrides are seen, as the rules look at what was synthesized. */
export const overridden: readonly Trap[] = [
  { id: 'FreeTier-MultiAz', trips: withDatabaseProperty('MultiAZ', true), avoids: databaseWith({}) },
  {
    id: 'FreeTier-DatabaseStorage',
    trips: withDatabaseProperty('AllocatedStorage', '40'),
    avoids: databaseWith({}),
  },
];
