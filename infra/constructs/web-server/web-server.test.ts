import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { renderUserData } from '../../user-data/render-user-data';
import { Network } from '../network/network';
import { SharedSecurityGroup } from '../shared-security-group/shared-security-group';
import { WebServer, type WebServerProps } from './web-server';

const synthesizeServer = (props: Partial<WebServerProps> = {}) => {
  const stack = createTestStack();
  const { vpc, serverSubnet } = new Network(stack, 'Network');
  new WebServer(stack, 'Server', {
    vpc,
    allocationId: 'eipalloc-0123456789abcdef0',
    subnet: serverSubnet,
    securityGroup: new SharedSecurityGroup(stack, 'Group', { vpc, name: 'waffle-backend' }).securityGroup,
    name: 'waffle-backend-server',
    instanceType: 't2.micro',
    parameterPrefix: '/waffle-backend',
    readableObjectArns: ['arn:aws:s3:::bucket/release.tar.gz'],
    ...props,
  });
  return resourcesOf(Template.fromStack(stack));
};

const instanceOf = (props: Partial<WebServerProps> = {}) =>
  onlyResource(synthesizeServer(props), 'AWS::EC2::Instance');
const imageOf = (props: Partial<WebServerProps>) =>
  onlyResource(synthesizeServer(props), 'AWS::EC2::LaunchTemplate').properties;

test('it carries its name as a tag', () => {
  expect(instanceOf().properties).toMatchObject({
    Tags: [{ Key: 'Name', Value: 'waffle-backend-server' }],
  });
});

test('its metadata answers only to sessions, one hop away', () => {
  expect(instanceOf().properties).toMatchObject({
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
  });
});

test('its disk is encrypted gp3 and goes with it', () => {
  expect(instanceOf().properties).toMatchObject({
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: { VolumeType: 'gp3', VolumeSize: 12, Encrypted: true, DeleteOnTermination: true },
      },
    ],
  });
});

// Under another name the image's own disk would stay as it is, and this one come beside it.
test.each([
  ['al2023', '/dev/xvda'],
  ['debian13', '/dev/xvda'],
  ['ubuntu2404', '/dev/sda1'],
] as const)('the disk of %s is its root disk, %s', (image, device) => {
  expect(instanceOf({ image }).properties).toMatchObject({ BlockDeviceMappings: [{ DeviceName: device }] });
});

test('surplus CPU is never billed', () => {
  expect(instanceOf({ instanceType: 't3.micro' }).properties).toMatchObject({
    CreditSpecification: { CPUCredits: 'standard' },
  });
});

test.each([
  ['unlimitedCpuCredits', { CreditSpecification: { CPUCredits: 'unlimited' } }],
  ['detailedMonitoring', { Monitoring: true }],
] as const)('%s is billed, hence given with a reason', (prop, properties) => {
  const given = { instanceType: 't3.micro', [prop]: { reason: 'the load test of the course, for one day' } };
  const { logicalId, ...instance } = instanceOf(given);
  expect(instance.properties).toMatchObject(properties);
  expect(synthesizeServer(given)[logicalId]).toMatchObject({
    Metadata: { OptOuts: { [prop]: 'the load test of the course, for one day' } },
  });
  expect(() => synthesizeServer({ ...given, [prop]: { reason: 'fast' } })).toThrow(
    `${prop}.reason is "fast"`,
  );
});

test('it can be terminated unless it is protected', () => {
  expect(instanceOf().properties).toMatchObject({ DisableApiTermination: false });
  expect(instanceOf({ terminationProtection: true }).properties).toMatchObject({
    DisableApiTermination: true,
  });
});

test('a type that knows no CPU credits is not given any', () => {
  expect(instanceOf({ instanceType: 'm7i-flex.large' }).properties).not.toHaveProperty('CreditSpecification');
});

test('no key pair is needed, and a given one is used', () => {
  expect(instanceOf().properties).not.toHaveProperty('KeyName');
  expect(instanceOf({ keyName: 'laptop' }).properties).toMatchObject({ KeyName: 'laptop' });
});

test('its user-data is the rendered script, byte for byte', () => {
  expect(instanceOf().properties['UserData']).toEqual({ 'Fn::Base64': renderUserData('/waffle-backend') });
});

test('it is behind the given address once the gateway is there', () => {
  const resources = synthesizeServer();
  const instance = onlyResource(resources, 'AWS::EC2::Instance').logicalId;
  const route = Object.keys(resources).find((id) => /ServerSubnet1DefaultRoute/.test(id));
  const { properties, dependsOn } = onlyResource(resources, 'AWS::EC2::EIPAssociation');
  expect(properties).toEqual({ AllocationId: 'eipalloc-0123456789abcdef0', InstanceId: { Ref: instance } });
  expect(dependsOn).toContain(route);
});

test('it makes no address of its own', () => {
  expect(Object.values(synthesizeServer()).map(({ Type }) => Type)).not.toContain('AWS::EC2::EIP');
  expect(instanceOf().properties).not.toHaveProperty('NetworkInterfaces');
});

describe('image', () => {
  test.each([
    ['al2023', 't2.micro', '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'],
    ['al2023', 't4g.micro', '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64'],
    ['debian13', 't3.micro', '/aws/service/debian/release/13/latest/amd64'],
    ['debian13', 't4g.micro', '/aws/service/debian/release/13/latest/arm64'],
    [
      'ubuntu2404',
      't2.micro',
      '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id',
    ],
    [
      'ubuntu2404',
      't4g.micro',
      '/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id',
    ],
  ] as const)('%s on %s is resolved by EC2 at the launch', (image, instanceType, parameter) => {
    expect(imageOf({ image, instanceType })).toEqual({
      LaunchTemplateData: { ImageId: `resolve:ssm:${parameter}` },
    });
  });

  test('nothing resolves it at a deploy', () => {
    const { properties } = instanceOf();
    expect(properties).not.toHaveProperty('ImageId');
    expect(properties).toHaveProperty('LaunchTemplate.Version', '1');
  });
});

describe('role', () => {
  const role = () => onlyResource(synthesizeServer(), 'AWS::IAM::Role').properties;
  const statements = () =>
    (
      role()['Policies'] as { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } }[]
    ).flatMap((policy) => policy.PolicyDocument.Statement);

  test('it reads the parameters of the project only', () => {
    const [settings] = statements();
    expect(settings?.Action).toEqual(['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath']);
    expect(JSON.stringify(settings?.Resource)).toMatch(
      /^\[.*:parameter\/waffle-backend"\]\]\},.*:parameter\/waffle-backend\/\*"\]\]\}\]$/,
    );
  });

  test('it writes the parameters of its certificate only', () => {
    const writing = statements().filter(
      ({ Action }) => !/:(Get|UpdateInstance|Create|Open)/.test(String(Action)),
    );
    expect(writing.map(({ Action }) => Action)).toEqual(['ssm:PutParameter']);
    expect(JSON.stringify(writing[0]?.Resource)).toMatch(
      /:parameter\/waffle-backend\/certificate\/\*"\]\]\}$/,
    );
  });

  test('it reads the named objects only', () => {
    expect(statements()[2]).toMatchObject({
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::bucket/release.tar.gz',
    });
  });

  test('all it may do elsewhere is answer Session Manager', () => {
    const anywhere = statements().filter((statement) => statement.Resource === '*');
    expect(anywhere.map((statement) => statement.Action)).toEqual([
      [
        'ssm:UpdateInstanceInformation',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
    ]);
  });

  test('no managed policy widens it', () => {
    expect(role()).not.toHaveProperty('ManagedPolicyArns');
  });
});

describe('creation signal', () => {
  const idsOf = (props: Partial<WebServerProps>) => {
    const resources = synthesizeServer(props);
    return [
      'AWS::EC2::Instance',
      'AWS::EC2::LaunchTemplate',
      'AWS::CloudFormation::WaitConditionHandle',
      'AWS::CloudFormation::WaitCondition',
    ].map((type) => onlyResource(resources, type).logicalId);
  };

  test('the stack waits for one signal once server and address are there', () => {
    const resources = synthesizeServer();
    const { properties, dependsOn } = onlyResource(resources, 'AWS::CloudFormation::WaitCondition');
    const handle = onlyResource(resources, 'AWS::CloudFormation::WaitConditionHandle').logicalId;
    expect(properties).toEqual({ Count: 1, Timeout: '1200', Handle: { Ref: handle } });
    expect(dependsOn).toEqual(
      expect.arrayContaining([
        onlyResource(resources, 'AWS::EC2::Instance').logicalId,
        onlyResource(resources, 'AWS::EC2::EIPAssociation').logicalId,
      ]),
    );
  });

  test.each([
    ['image', { image: 'debian13' }],
    ['architecture', { instanceType: 't4g.micro' }],
    ['generation', { generation: 2 }],
    ['key pair', { keyName: 'laptop' }],
    ['disk', { rootVolumeGiB: 20 }],
  ] as const)('another %s is another server, waited for anew', (_, change) => {
    const before = idsOf({});
    for (const [index, id] of idsOf(change).entries()) expect(id).not.toBe(before[index]);
  });

  test.each([
    ['instance type', { instanceType: 't3.micro' }],
    ['release', { readableObjectArns: ['arn:aws:s3:::bucket/another.tar.gz'] }],
    ['name', { name: 'another-server' }],
  ] as const)('another %s is the same server, not waited for', (_, change) => {
    expect(idsOf(change)).toEqual(idsOf({}));
  });
});
