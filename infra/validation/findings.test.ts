import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as rds from 'aws-cdk-lib/aws-rds';
import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { describe, expect, test } from '@jest/globals';
import { settingVariants } from '../testing/setting-variants';
import { createTestStacks, synthesize } from '../testing/synthesize';
import { acknowledgementsIn, readValidationReport, type Acknowledgement } from '../testing/validation-report';

const bySite = (list: readonly Acknowledgement[]) => list.map(({ at, id }) => `${at} ${id}`).sort();

const parameters = 'arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/waffle-backend/';

const releases =
  'arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/waffle-backend/releases/*';

test('exactly this is done on purpose', () => {
  const { app } = synthesize();
  const acknowledged = acknowledgementsIn(app).map(({ at, id }) => [
    at.replace(/^waffle-backend\//, '').replace(/[0-9a-f]{8}$/, ''),
    id.replace('AwsSolutions::AwsSolutions-', ''),
  ]);
  expect(acknowledged).toEqual([
    ['Network', 'VPC7'],
    ['SharedSecurityGroup/HttpFromTheWorld', 'EC23'],
    ['SharedSecurityGroup/HttpsFromTheWorld', 'EC23'],
    ['Database/Instance', 'RDS3'],
    ['Database/Instance', 'RDS10'],
    ['Database/Instance', 'RDS11'],
    ['Server/Role', `IAM5[Resource::${parameters}*]`],
    ['Server/Role', `IAM5[Resource::${parameters}certificate/*]`],
    ['Server/Role', 'IAM5[Resource::*]'],
    ['Server/Role', `IAM5[Resource::${releases}]`],
    ['Server/Instance', 'EC28'],
    ['Server/Instance', 'EC29'],
  ]);
});

describe.each(settingVariants)('with %s', (_which, settings) => {
  const { app } = synthesize(settings);
  const { open, acknowledged } = readValidationReport(app.outdir);

  test('no finding is open', () => expect(open).toEqual([]));

  test('no acknowledgement is stale', () => {
    // The Free Tier guard refuses stale ones of its own by itself.
    const others = acknowledgementsIn(app).filter(({ id }) => !id.startsWith('FreeTier::'));
    expect(bySite(others)).toEqual(bySite(acknowledged));
  });
});

test('each reason says why, and what money is saved', () => {
  const costly = ['VPC7', 'RDS3', 'EC28', 'RDS10', 'EC29'];
  for (const { id, reason } of acknowledgementsIn(synthesize().app)) {
    expect(reason.length).toBeGreaterThan(60);
    if (costly.some((rule) => id.endsWith(rule))) expect(reason).toMatch(/\d\.\d\d USD/);
  }
});

const find = <Kind extends CfnResource>(root: IConstruct, type: string): Kind =>
  root.node
    .findAll()
    .find((node) => CfnResource.isCfnResource(node) && node.cfnResourceType === type) as Kind;

const groupIn = (root: IConstruct) => find<ec2.CfnSecurityGroup>(root, 'AWS::EC2::SecurityGroup');
const importedGroup = (root: IConstruct) =>
  ec2.SecurityGroup.fromSecurityGroupId(root, 'Same', groupIn(root).attrGroupId);
const anyone = { ipProtocol: 'tcp', cidrIp: '0.0.0.0/0', fromPort: 22, toPort: 22 };

const breaks: readonly (readonly [string, (stack: IConstruct) => unknown])[] = [
  ['SSH open to the world by a rule', (stack) => (groupIn(stack).securityGroupIngress = [anyone])],
  [
    'SSH open to the world by another construct',
    (stack) => importedGroup(stack).addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.SSH),
  ],
  [
    'SSH open to the world in the finished template',
    (stack) =>
      groupIn(stack).addPropertyOverride('SecurityGroupIngress', [
        { IpProtocol: 'tcp', CidrIp: '0.0.0.0/0', FromPort: 22, ToPort: 22 },
      ]),
  ],
  [
    'every port open to IPv6',
    (stack) => importedGroup(stack).addIngressRule(ec2.Peer.anyIpv6(), ec2.Port.allTraffic()),
  ],
  [
    'a database with a public address',
    (stack) =>
      find<rds.CfnDBInstance>(stack, 'AWS::RDS::DBInstance').addPropertyOverride('PubliclyAccessible', true),
  ],
  [
    'a database that is not encrypted',
    (stack) => (find<rds.CfnDBInstance>(stack, 'AWS::RDS::DBInstance').storageEncrypted = false),
  ],
  [
    'an instance of a type that does not exist',
    (stack) => find(stack, 'AWS::EC2::Instance').addPropertyOverride('InstanceType', 't2.mikro'),
  ],
];

test.each(breaks)('%s fails the synthesis', (_what, breakIt) => {
  const { app, stack } = createTestStacks();
  breakIt(stack);
  expect(() => app.synth()).toThrow('Acknowledge with');
});
