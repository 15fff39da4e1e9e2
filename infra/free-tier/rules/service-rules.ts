import { usage } from '../cost/charge';
import { chargesOf } from '../cost/estimate-cost';
import { numberAt, read, textAt } from '../template/read-property';
import { accountKinds, eachOf, type Rule } from './rule';

const billed = (types: string | readonly string[], property = ''): Rule['find'] =>
  eachOf(types, (resource, options) => ({
    location: `Properties${property && `.${property}`}`,
    got: (property && textAt(resource.stack, resource.properties, property)) || 'there',
    charges: chargesOf(resource, options),
  }));

export const serviceRules: readonly Rule[] = [
  {
    id: 'FreeTier-Secret',
    title: 'secret in Secrets Manager',
    reason:
      'Each secret is billed every month. CDK’s DatabaseInstance makes one unless it is given credentials.',
    fix: "an SSM SecureString, free with the key aws/ssm: SecretValue.ssmSecure('/app/password')",
    accounts: accountKinds,
    find: billed('AWS::SecretsManager::Secret'),
  },
  {
    id: 'FreeTier-KmsKey',
    title: 'customer-managed key',
    reason:
      'Each key is billed every month, used or not. The keys of AWS (aws/rds, aws/ebs, aws/ssm) are free.',
    fix: 'leave out new kms.Key(); storageEncrypted: true and encrypted: true take the free key of AWS',
    accounts: accountKinds,
    find: billed('AWS::KMS::Key'),
  },
  {
    id: 'FreeTier-EternalLogs',
    title: 'log group that never expires',
    reason: 'Logs are kept and billed by the GB for ever; the sum only grows.',
    fix: 'retention: logs.RetentionDays.ONE_WEEK on the LogGroup',
    accounts: accountKinds,
    find: eachOf('AWS::Logs::LogGroup', ({ stack, properties }) =>
      read(stack, properties, 'RetentionInDays').state === 'absent'
        ? {
            location: 'Properties.RetentionInDays',
            got: 'absent: never',
            charges: [usage('logs stored', 'logs/stored')],
          }
        : undefined,
    ),
  },
  {
    id: 'FreeTier-LogRetentionFunction',
    title: 'function that sets the retention of logs',
    reason:
      'cloudwatchLogsRetention and logRetention add a Lambda function with a role that may change every log group, and an asset in the bucket of the bootstrap, which stays behind.',
    fix: 'make the logs.LogGroup yourself, with retention, and pass it as logGroup',
    accounts: accountKinds,
    find: eachOf('Custom::LogRetention', () => ({
      location: 'Properties',
      got: 'there',
      charges: [usage('the function', 'lambda/requests'), usage('its asset', 's3/stored')],
    })),
  },
  {
    id: 'FreeTier-SilentBudget',
    title: 'budget that is silent while credits burn',
    reason:
      'IncludeCredit is true by default: the budget sees 0 USD until the last credit is spent, and warns when it is too late.',
    fix: 'costTypes: { includeCredit: false, includeRefund: false } in the budget of CfnBudget',
    accounts: ['credit-free', 'credit-paid'],
    find: eachOf('AWS::Budgets::Budget', ({ stack, properties }) => {
      if (textAt(stack, properties, 'Budget.BudgetType') !== 'COST') return undefined;
      const reading = read(stack, properties, 'Budget.CostTypes.IncludeCredit');
      if (reading.state === 'unresolved') return undefined;
      if (reading.state === 'known' && String(reading.value) === 'false') return undefined;
      const got = reading.state === 'absent' ? 'absent: true' : 'true';
      return { location: 'Properties.Budget.CostTypes.IncludeCredit', got, charges: [] };
    }),
  },
  {
    id: 'FreeTier-ElastiCache',
    title: 'ElastiCache',
    reason: 'Every node is billed by the hour, and cannot be stopped.',
    fix: 'Redis or Valkey on the instance itself, on a unix socket',
    accounts: accountKinds,
    find: billed(['AWS::ElastiCache::CacheCluster', 'AWS::ElastiCache::ReplicationGroup'], 'CacheNodeType'),
  },
  {
    id: 'FreeTier-Fargate',
    title: 'service on Fargate',
    reason:
      'Each task is billed by the second for the vCPU and memory that it asked for, idle too; scaling adds tasks by itself.',
    fix: 'one instance with systemd units',
    accounts: accountKinds,
    find: eachOf('AWS::ECS::Service', (resource, options) => {
      const { stack, properties } = resource;
      const launchType = textAt(stack, properties, 'LaunchType') ?? 'absent: by the cluster';
      if (launchType === 'EC2') return undefined;
      return { location: 'Properties.LaunchType', got: launchType, charges: chargesOf(resource, options) };
    }),
  },
  {
    id: 'FreeTier-HostedZone',
    title: 'hosted zone',
    reason: 'Route 53 bills each zone every month; the name servers of a registrar are free.',
    fix: 'an A record at your registrar; or one existing zone for all projects: route53.HostedZone.fromHostedZoneAttributes',
    accounts: accountKinds,
    find: billed('AWS::Route53::HostedZone'),
  },
  {
    id: 'FreeTier-AdvancedParameter',
    title: 'advanced SSM parameter',
    reason:
      'Standard parameters are free, up to 4 KB each; an advanced one is billed every month and cannot be made standard again.',
    fix: 'tier: ssm.ParameterTier.STANDARD',
    accounts: accountKinds,
    find: eachOf('AWS::SSM::Parameter', (resource, options) => {
      const { stack, properties } = resource;
      if (textAt(stack, properties, 'Tier') !== 'Advanced') return undefined;
      return { location: 'Properties.Tier', got: 'Advanced', charges: chargesOf(resource, options) };
    }),
  },
  {
    id: 'FreeTier-EksCluster',
    title: 'EKS cluster',
    reason: 'The control plane is billed by the hour, before the first node.',
    fix: 'one instance with systemd units; or ECS, whose control plane is free',
    accounts: accountKinds,
    find: billed('AWS::EKS::Cluster'),
  },
  {
    id: 'FreeTier-WebAcl',
    title: 'web ACL',
    reason: 'WAF bills the list, each of its rules and each request.',
    fix: 'limit_req of Nginx, and a rate limit in the application',
    accounts: accountKinds,
    find: billed('AWS::WAFv2::WebACL'),
  },
  {
    id: 'FreeTier-ManyAlarms',
    title: 'more than ten alarms, or one of high resolution',
    reason: 'Ten alarms of standard resolution are always free; further ones are billed every month.',
    fix: 'keep the ten that somebody acts upon; period: Duration.minutes(1) or longer',
    accounts: accountKinds,
    find: (stacks, options) => {
      const alarms = stacks
        .flatMap(({ resources }) => resources)
        .filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
      return alarms
        .filter(
          ({ stack, properties }, index) => index >= 10 || (numberAt(stack, properties, 'Period') ?? 60) < 60,
        )
        .map((resource) => ({
          resource,
          location: 'Properties',
          got: 'not among the first ten',
          charges: chargesOf(resource, options),
        }));
    },
  },
];
