import { describe, expect, test } from '@jest/globals';
import { viewStack, type Template } from '../template/template-view';
import { estimateCost, type EstimateOptions } from './estimate-cost';

type Properties = Readonly<Record<string, unknown>>;

const estimate = (template: Template, options: Partial<EstimateOptions> = {}, region?: string) =>
  estimateCost([viewStack({ name: 'Stack', template, region })], { date: '2026-11-21', ...options });

const estimateOne = (Type: string, Properties: Properties, options: Partial<EstimateOptions> = {}) =>
  estimate({ Resources: { It: { Type, Properties } } }, { region: 'us-east-1', ...options });

const database = (properties: Properties = {}) => ({
  Engine: 'mysql',
  EngineVersion: '8.4.9',
  DBInstanceClass: 'db.t3.micro',
  AllocatedStorage: '20',
  BackupRetentionPeriod: 0,
  ...properties,
});

const amounts = ({ resources }: ReturnType<typeof estimate>) =>
  resources.flatMap(({ lines }) => lines.map(({ what, monthlyUsd }) => [what, monthlyUsd]));

const unknowns = ({ resources }: ReturnType<typeof estimate>) =>
  resources.flatMap(({ unknown }) => unknown.map(({ what, why }) => `${what}: ${why}`));

describe('an instance', () => {
  const disk = (Ebs: Properties) => [{ DeviceName: '/dev/xvda', Ebs }];

  test('is its type, its disks and its own address', () => {
    const found = estimateOne('AWS::EC2::Instance', {
      InstanceType: 't3.micro',
      CreditSpecification: { CPUCredits: 'standard' },
      BlockDeviceMappings: disk({ VolumeType: 'gp3', VolumeSize: 12 }),
      NetworkInterfaces: [{ DeviceIndex: '0', AssociatePublicIpAddress: true }],
    });
    expect(amounts(found)).toEqual([
      ['EC2 t3.micro', 7.59],
      ['12 GiB gp3', 0.96],
      ['public IPv4 address', 3.65],
    ]);
    expect(found).toMatchObject({ monthlyUsd: 12.2, possibleUsd: 0 });
  });

  test('without a disk in the template has a root disk of unknown size', () => {
    const found = estimateOne('AWS::EC2::Instance', { InstanceType: 't2.micro', SubnetId: 'subnet-1' });
    expect(amounts(found)).toEqual([['EC2 t2.micro', 8.47]]);
    expect(unknowns(found)).toEqual([
      'root disk: size and type are those of the image: the template names neither',
      'public IPv4 address: the template does not hold its subnet',
    ]);
  });

  test('takes from its launch template what it does not say itself', () => {
    const Resources = {
      Template: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: {
          LaunchTemplateData: {
            InstanceType: 't3.small',
            Monitoring: { Enabled: true },
            CreditSpecification: { CpuCredits: 'unlimited' },
          },
        },
      },
      Subnet: { Type: 'AWS::EC2::Subnet', Properties: { MapPublicIpOnLaunch: true } },
      It: {
        Type: 'AWS::EC2::Instance',
        Properties: {
          LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' },
          BlockDeviceMappings: disk({ VolumeType: 'io1', VolumeSize: 10, Iops: 100 }),
          SubnetId: { Ref: 'Subnet' },
        },
      },
    };
    const found = estimate({ Resources }, { region: 'us-east-1' });
    expect(amounts(found)).toEqual([
      ['EC2 t3.small', 15.18],
      ['10 GiB io1', 1.25],
      ['100 provisioned IOPS', 6.5],
      ['detailed monitoring', 2.1],
      ['public IPv4 address', 3.65],
    ]);
    expect(found.possibleUsd).toBe(73);
  });

  test('costs nothing while it is stopped, its Elastic IP and its disk do', () => {
    const Resources = {
      It: {
        Type: 'AWS::EC2::Instance',
        Properties: {
          InstanceType: 't2.micro',
          BlockDeviceMappings: disk({ VolumeType: 'gp3', VolumeSize: 12 }),
        },
      },
      Address: { Type: 'AWS::EC2::EIP', Properties: { InstanceId: { Ref: 'It' } } },
    };
    const found = estimate({ Resources }, { region: 'us-east-1', machineHours: 0 });
    expect(amounts(found)).toEqual([
      ['public IPv4 address', 3.65],
      ['EC2 t2.micro', 0],
      ['12 GiB gp3', 0.96],
    ]);
  });
});

describe('a database', () => {
  test.each([
    ['one zone', {}, [12.41, 2.3]],
    ['two zones', { MultiAZ: true }, [24.82, 4.6]],
    ['gp2', { StorageType: 'gp2', AllocatedStorage: 100 }, [12.41, 11.5]],
    ['io1', { StorageType: 'io1', AllocatedStorage: 100, Iops: 1200 }, [12.41, 12.5, 120]],
    ['gp3 beyond its IOPS', { StorageType: 'gp3', Iops: 4000 }, [12.41, 2.3, 20]],
    ['a public address', { PubliclyAccessible: true }, [12.41, 2.3, 3.65]],
    ['a managed password', { ManageMasterUserPassword: true }, [12.41, 2.3, 0.4]],
    ['8.0, enrolled', { EngineVersion: '8.0.42' }, [12.41, 2.3, 146]],
    ['5.7, enrolled', { EngineVersion: '5.7.44' }, [12.41, 2.3, 292]],
    [
      '8.0, not enrolled',
      { EngineVersion: '8.0.42', EngineLifecycleSupport: 'open-source-rds-extended-support-disabled' },
      [12.41, 2.3],
    ],
  ])('of %s', (_, properties, expected) => {
    const found = estimateOne('AWS::RDS::DBInstance', database(properties));
    expect(amounts(found).map(([, usd]) => usd)).toEqual(expected);
  });

  test.each([
    ['2026-07-31', 14.71],
    ['2026-08-01', 160.71],
    ['2028-08-01', 306.71],
  ])('of version 8.0 costs on %s %s USD', (date, monthlyUsd) => {
    const found = estimateOne('AWS::RDS::DBInstance', database({ EngineVersion: '8.0.42' }), { date });
    expect(found.monthlyUsd).toBe(monthlyUsd);
  });

  test('whose class is chosen at the deploy is unknown, by default it is its default', () => {
    const Resources = {
      It: { Type: 'AWS::RDS::DBInstance', Properties: database({ DBInstanceClass: { Ref: 'Class' } }) },
    };
    const known = estimate({ Resources, Parameters: { Class: { Type: 'String', Default: 'db.t4g.micro' } } });
    const open = estimate({ Resources, Parameters: { Class: { Type: 'String' } } });
    expect(amounts(known)[0]).toEqual(['RDS db.t4g.micro, mysql', 11.68]);
    expect(unknowns(open)).toEqual(['RDS instance: its class is not in the template']);
  });
});

test.each([
  ['AWS::EC2::NatGateway', {}, 32.85],
  ['AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b'] }, 14.6],
  ['AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' }, 0],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing', Subnets: ['a', 'b'] }, 23.73],
  ['AWS::ElasticLoadBalancing::LoadBalancer', {}, 18.25],
  ['AWS::SecretsManager::Secret', {}, 0.4],
  ['AWS::KMS::Key', {}, 1],
  ['AWS::Route53::HostedZone', {}, 0.5],
  ['AWS::SSM::Parameter', { Tier: 'Advanced' }, 0.05],
  ['AWS::ElastiCache::ReplicationGroup', { CacheNodeType: 'cache.t3.micro', NumCacheClusters: 2 }, 24.82],
  ['AWS::EC2::Volume', { VolumeType: 'gp3', Size: 40, Iops: 4000, Throughput: 130 }, 8.4],
])('%s %j costs %s USD a month', (type, properties, monthlyUsd) => {
  expect(estimateOne(type, properties).monthlyUsd).toBe(monthlyUsd);
});

test('a type that the price list does not know is named, not guessed', () => {
  const found = estimateOne('AWS::Redshift::Cluster', {});
  expect(unknowns(found)).toEqual(['AWS::Redshift::Cluster: the price list does not know this type']);
  expect(found.monthlyUsd).toBe(0);
});

test('what is billed by use has a price and no sum', () => {
  const found = estimateOne('AWS::Lambda::Function', {});
  expect(found.resources[0]?.usage[0]).toMatchObject({ unitUsd: 0.2, unit: 'million requests' });
  expect(found.monthlyUsd).toBe(0);
});

describe('a region', () => {
  const Resources = { Nat: { Type: 'AWS::EC2::NatGateway' }, Address: { Type: 'AWS::EC2::EIP' } };

  test('whose prices have no source leaves them open', () => {
    const found = estimate({ Resources }, {}, 'eu-west-1');
    expect(amounts(found)).toEqual([['public IPv4 address', 3.65]]);
    expect(unknowns(found)).toEqual([
      'NAT gateway: no sourced price for eu-west-1 (us-east-1: 0.045 USD per hour)',
    ]);
  });

  test('that the template does not name is said to be assumed', () => {
    expect(estimate({ Resources }).regions).toEqual([
      { stack: 'Stack', region: 'us-east-1', isAssumed: true },
    ]);
  });
});

test('types that cost nothing are counted', () => {
  const found = estimate({
    Resources: { A: { Type: 'AWS::EC2::VPC' }, B: { Type: 'AWS::IAM::Role' }, C: { Type: 'AWS::IAM::Role' } },
  });
  expect(found).toMatchObject({ resources: [], free: { 'AWS::EC2::VPC': 1, 'AWS::IAM::Role': 2 } });
});
