import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { estimateCost } from '../free-tier/cost/estimate-cost';
import { checkStacks } from '../free-tier/guard/check-stacks';
import { viewStack, type Template as ViewedTemplate } from '../free-tier/template/template-view';
import { scaleOut } from '../testing/setting-variants';
import { createTestStacks, onlyResource, resourcesOf } from '../testing/synthesize';

const { stack, serviceStack } = createTestStacks(scaleOut);
if (serviceStack === undefined) throw new Error('There is no stack of the service.');
const [base, service] = [Template.fromStack(stack), Template.fromStack(serviceStack)];
const views = [base, service].map((template, index) =>
  viewStack({ name: String(index), template: template.toJSON() as ViewedTemplate, region: undefined }),
);
const date = '2026-11-21';

const typesOf = (template: Template) =>
  new Set(Object.values(resourcesOf(template)).map(({ Type }) => Type.replace('AWS::', '')));

test('what keeps data is in one stack, and what a release changes in another', () => {
  expect([...typesOf(service)].sort()).toEqual([
    'ApplicationAutoScaling::ScalableTarget',
    'ApplicationAutoScaling::ScalingPolicy',
    'ECS::Service',
    'ECS::TaskDefinition',
    'IAM::Policy',
    'IAM::Role',
  ]);
  expect([...typesOf(base)]).toEqual(
    expect.arrayContaining([
      'RDS::DBInstance',
      'ElastiCache::ReplicationGroup',
      'ECR::Repository',
      'ElasticLoadBalancingV2::LoadBalancer',
    ]),
  );
  expect([...typesOf(base)]).not.toContain('EC2::Instance');
});

test('a release changes two task definitions and nothing that keeps data', () => {
  const later = createTestStacks({ ...scaleOut, imageTag: 'later' });
  const changed = [stack, later.stack].map((each) => resourcesOf(Template.fromStack(each)));
  const ids = Object.keys(changed[0] ?? {}).filter(
    (id) => JSON.stringify(changed[0]?.[id]) !== JSON.stringify(changed[1]?.[id]),
  );
  expect(ids.map((id) => changed[0]?.[id]?.Type)).toEqual(['AWS::ECS::TaskDefinition']);
});

test('what the API needs to know is in its environment, what nobody may know is not', () => {
  const { properties } = onlyResource(resourcesOf(service), 'AWS::ECS::TaskDefinition');
  const [, api] = properties['ContainerDefinitions'] as readonly {
    Environment: { Name: string; Value: unknown }[];
  }[];
  const environment = Object.fromEntries((api?.Environment ?? []).map(({ Name, Value }) => [Name, Value]));
  expect(environment).toMatchObject({
    NODE_ENV: 'production',
    HOST: '0.0.0.0',
    PORT: '3000',
    ALLOWED_HOSTS: 'api.example.com',
    TRUSTED_PROXY_HOPS: '1',
    STATIC_DIRECTORY: '/opt/waffle-backend/current/static',
    DATABASE_PASSWORD_FILE: '/run/secrets/database-password',
    REDIS_PASSWORD_FILE: '/run/secrets/redis-password',
    JWT_SECRET_FILE: '/run/secrets/jwt-secret',
  });
  expect(JSON.stringify(environment['REDIS_URL'])).toContain('rediss://');
  expect(Object.keys(environment).filter((name) => /(PASSWORD|SECRET)$/.test(name))).toEqual([]);
});

test('the passwords of database and cache are references', () => {
  const resources = resourcesOf(base);
  expect([
    onlyResource(resources, 'AWS::RDS::DBInstance').properties['MasterUserPassword'],
    onlyResource(resources, 'AWS::ElastiCache::ReplicationGroup').properties['AuthToken'],
  ]).toEqual([
    '{{resolve:ssm-secure:/waffle-backend/database/password}}',
    '{{resolve:ssm-secure:/waffle-backend/cache/password}}',
  ]);
});

test('migrations run by the image of the release, with the runner of the release', () => {
  const { properties } = onlyResource(resourcesOf(base), 'AWS::ECS::TaskDefinition');
  expect(properties).toMatchObject({
    Family: 'waffle-backend-migrate',
    ContainerDefinitions: [{ Name: 'secrets' }, { Name: 'api', Command: ['app/migrate.cjs'] }],
  });
  expect(JSON.stringify(properties)).toContain(':20261121T101500Z-1a2b3c4d');
});

describe('the guard', () => {
  test.each(Object.keys(scaleOut.paidChoices))(
    'refuses what %s is about unless somebody stands by it',
    (id) => {
      const acknowledged = Object.entries(scaleOut.paidChoices)
        .filter(([other]) => other !== id)
        .map(([other, reason]) => ({ id: other, reason, path: '' }));
      const { open } = checkStacks(views, acknowledged, { account: 'credit-paid', date });
      expect([...new Set(open.map((finding) => finding.id))]).toEqual([id]);
    },
  );
});

test('it costs what docs/scale-out.md says, and nothing is of unknown cost', () => {
  const { resources, monthlyUsd } = estimateCost(views, { region: 'us-east-1', date });
  const document = readFileSync(path.join(__dirname, '../../docs/scale-out.md'), 'utf8');
  const amounts = [...document.matchAll(/^\| [^|]+\| \**(\d+\.\d\d)\** +\|$/gm)].map(([, usd]) =>
    Number(usd),
  );
  expect(amounts.toSorted((a, b) => a - b)).toEqual(
    [...resources.flatMap(({ lines }) => lines.map((line) => line.monthlyUsd)), monthlyUsd].sort(
      (a, b) => a - b,
    ),
  );
  expect(resources.flatMap(({ unknown }) => unknown)).toEqual([]);
});
