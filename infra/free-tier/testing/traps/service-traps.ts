import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { CfnCluster } from 'aws-cdk-lib/aws-eks';
import { CfnCacheCluster } from 'aws-cdk-lib/aws-elasticache';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { network } from '../parts';
import { databaseWith, parameter, neutral, type Trap } from './trap';

const budget = (includeCredit?: boolean) => (stack: Stack) =>
  new CfnBudget(stack, 'Budget', {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: 10, unit: 'USD' },
      ...(includeCredit !== undefined && { costTypes: { includeCredit, includeRefund: false } }),
    },
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

export const serviceTraps: readonly Trap[] = [
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
