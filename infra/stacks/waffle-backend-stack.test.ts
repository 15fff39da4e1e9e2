import { App } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from '@jest/globals';
import { onlyResource, releaseId, synthesize } from '../testing/synthesize';

/** The script has tests of its own. */
const withoutUserData = (template: Template) =>
  JSON.parse(JSON.stringify(template.toJSON()), (key, value: unknown) =>
    key === 'Fn::Base64' ? '<user-data.sh>' : value,
  ) as unknown;

const types = (resources: Record<string, { Type: string }>) =>
  new Set(Object.values(resources).map((resource) => resource.Type));

test('only what a small API needs is made', () => {
  expect([...types(synthesize().resources)].sort()).toEqual([
    'AWS::CloudFormation::WaitCondition',
    'AWS::CloudFormation::WaitConditionHandle',
    'AWS::EC2::EIP',
    'AWS::EC2::EIPAssociation',
    'AWS::EC2::Instance',
    'AWS::EC2::InternetGateway',
    'AWS::EC2::LaunchTemplate',
    'AWS::EC2::Route',
    'AWS::EC2::RouteTable',
    'AWS::EC2::SecurityGroup',
    'AWS::EC2::SecurityGroupIngress',
    'AWS::EC2::Subnet',
    'AWS::EC2::SubnetRouteTableAssociation',
    'AWS::EC2::VPC',
    'AWS::EC2::VPCGatewayAttachment',
    'AWS::IAM::InstanceProfile',
    'AWS::IAM::Role',
    'AWS::RDS::DBInstance',
    'AWS::RDS::DBParameterGroup',
    'AWS::RDS::DBSubnetGroup',
    'AWS::SSM::Parameter',
  ]);
});

test('there is one public address', () => {
  synthesize().template.resourceCountIs('AWS::EC2::EIP', 1);
});

test('server and database share group and zone', () => {
  const { resources } = synthesize();
  const server = onlyResource(resources, 'AWS::EC2::Instance').properties;
  const database = onlyResource(resources, 'AWS::RDS::DBInstance').properties;
  expect(server['SecurityGroupIds']).toEqual(database['VPCSecurityGroups']);
  expect(server['AvailabilityZone']).toEqual(database['AvailabilityZone']);
});

test('the server starts only after all of its settings exist', () => {
  const { resources } = synthesize({ domain: 'api.example.com', certificateEmail: 'you@example.com' });
  const parameters = Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::SSM::Parameter');
  expect(parameters).toHaveLength(11);
  const role = onlyResource(resources, 'AWS::IAM::Role').logicalId;
  expect(onlyResource(resources, 'AWS::EC2::Instance').dependsOn).toEqual(
    expect.arrayContaining([...parameters, role]),
  );
});

test.each([
  ['its domain alone', { domain: 'api.example.com' }, 'api.example.com'],
  ['its address without a domain', {}, { 'Fn::GetAtt': [expect.any(String), 'PublicIp'] }],
])('the API answers to %s', (_which, settings, host) => {
  const parameters = Object.values(synthesize(settings).resources).map(({ Properties }) => Properties);
  expect(parameters).toContainEqual(
    expect.objectContaining({ Name: '/waffle-backend/http/allowed-hosts', Value: host }),
  );
});

test('the role reads the trust anchors that lie in S3', () => {
  const { resources } = synthesize({ domain: 'api.example.com', acmeCaUrl: 's3://anchors/acme.pem' });
  const role = JSON.stringify(onlyResource(resources, 'AWS::IAM::Role').properties);
  expect(role).toContain(':s3:::anchors/acme.pem');
});

test('the stack and all in it carry the project as a tag', () => {
  expect(synthesize({ projectName: 'pancake' }).stack.tags.tagValues()).toEqual({ project: 'pancake' });
});

test('tags of the settings come on top, never instead', () => {
  const { stack } = synthesize({ tags: { owner: 'ada' } });
  expect(stack.tags.tagValues()).toEqual({ owner: 'ada', project: 'waffle-backend' });
});

test('another project shares no name with the default one', () => {
  const { stack, template } = synthesize({ projectName: 'pancake' });
  const text = JSON.stringify(withoutUserData(template));
  expect(stack.stackName).toBe('pancake');
  expect(text).not.toContain('waffle-backend');
  expect(text).toContain('{{resolve:ssm-secure:/pancake/database/password}}');
});

test('the outputs say where everything is', () => {
  const outputs = synthesize({ domain: 'api.example.com' }).template.toJSON()['Outputs'];
  expect(Object.keys(outputs)).toEqual([
    'ServerAddress',
    'ApiUrl',
    'DnsRecord',
    'DatabaseEndpoint',
    'InstanceId',
    'ReleaseId',
    'ReleaseUrl',
    'SessionCommand',
  ]);
  expect(outputs).toMatchObject({
    ApiUrl: { Value: 'https://api.example.com/api/v1/' },
    ReleaseId: { Value: releaseId },
  });
});

test.each([
  [{}, 'aws://unknown-account/unknown-region'],
  [{ region: 'ap-northeast-2' }, 'aws://unknown-account/ap-northeast-2'],
])('with %j it asks no account anything', (settings, environment) => {
  const { stack } = synthesize(settings);
  expect(stack.environment).toBe(environment);
  expect(App.of(stack)?.synth().manifest.missing ?? []).toEqual([]);
});

test('protection from deletion is one setting for all three', () => {
  const { stack, resources } = synthesize({ terminationProtection: 'on' });
  expect(stack.terminationProtection).toBe(true);
  expect(onlyResource(resources, 'AWS::EC2::Instance').properties).toMatchObject({
    DisableApiTermination: true,
  });
  expect(onlyResource(resources, 'AWS::RDS::DBInstance').properties).toMatchObject({
    DeletionProtection: true,
  });
});

test('the printed command names the profile and the region', () => {
  const { template } = synthesize({ profile: 'student', region: 'us-west-2', instanceType: 't3.micro' });
  const { SessionCommand } = template.toJSON()['Outputs'];
  expect(JSON.stringify(SessionCommand)).toContain(
    'aws ssm start-session --profile student --region us-west-2 --target ',
  );
});

describe('secrets', () => {
  const text = JSON.stringify(
    synthesize({ sshAddress: '203.0.113.7/32', sshKeyName: 'laptop' }).template.toJSON(),
  );

  test('the only password is a reference', () => {
    const passwords = [...text.matchAll(/"\w*(?:Password|Secret)\w*":"[^"]*"/g)].map(([pair]) => pair);
    expect(passwords).toEqual([
      '"MasterUserPassword":"{{resolve:ssm-secure:/waffle-backend/database/password}}"',
    ]);
  });

  test.each([
    ['an access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
    ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
    ['credentials in an address', /:\/\/[^/\s"]+:[^@/\s"]+@/],
    ['an account id', /(?<![0-9a-f])\d{12}(?![0-9a-f])/],
  ])('%s is nowhere', (_, pattern) => {
    expect(text).not.toMatch(pattern);
  });
});

test('the template is what was reviewed', () => {
  const scrubbed = JSON.stringify(withoutUserData(synthesize().template)).replace(
    /[0-9a-f]{64}/g,
    '<sha256>',
  );
  expect(JSON.parse(scrubbed)).toMatchSnapshot();
});
