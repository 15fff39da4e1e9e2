import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from '@jest/globals';
import { scaleOut } from '../../testing/setting-variants';
import { createTestApp, resourcesOf, synthesize } from '../../testing/synthesize';
import { GithubRoles, type GithubRolesProps } from './github-roles';
import type { GithubRepository } from './github-repository';

const repository = 'octocat@583231/my-api@1296269';
const issuer = 'token.actions.githubusercontent.com';

interface Role {
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly Record<string, unknown>[] };
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}
interface Statement {
  readonly Condition?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

function rolesOf(props: Partial<GithubRolesProps> = {}) {
  const stack = new Stack(createTestApp(), 'test');
  new GithubRoles(stack, 'Roles', { projectName: 'waffle-backend', repository, ...props });
  const resources = resourcesOf(Template.fromStack(stack));
  const [deploy, plan] = Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .map(({ Properties }) => Properties as unknown as Role);
  const trustOf = (role: Role | undefined) => role?.AssumeRolePolicyDocument.Statement;
  const actionsOf = (role: Role | undefined) =>
    role?.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action));
  const types = Object.values(resources).map(({ Type }) => Type);
  return { types, trustOf, actionsOf, deploy, plan };
}

const trust = (claims: Readonly<Record<string, unknown>>) => [
  {
    Action: 'sts:AssumeRoleWithWebIdentity',
    Effect: 'Allow',
    Principal: { Federated: expect.anything() },
    Condition: {
      StringEquals: Object.fromEntries(
        Object.entries({ aud: 'sts.amazonaws.com', ...claims }).map(([claim, value]) => [
          `${issuer}:${claim}`,
          value,
        ]),
      ),
    },
  },
];

describe('who gets the role', () => {
  test('that deploys: one branch and one environment of one repository, in both forms', () => {
    const { trustOf, deploy } = rolesOf();
    expect(trustOf(deploy)).toEqual(
      trust({
        sub: [
          'repo:octocat/my-api:environment:production',
          'repo:octocat@583231/my-api@1296269:environment:production',
        ],
        ref: 'refs/heads/main',
        repository_id: '1296269',
      }),
    );
  });

  test('another branch and environment, where that is said', () => {
    const { trustOf, deploy } = rolesOf({ branch: 'release/2', environment: 'live' });
    expect(JSON.stringify(trustOf(deploy))).toContain('repo:octocat/my-api:environment:live');
    expect(JSON.stringify(trustOf(deploy))).toContain('"refs/heads/release/2"');
  });

  test('that plans: pull requests of the repository itself', () => {
    const { trustOf, plan } = rolesOf();
    expect(trustOf(plan)).toEqual(
      trust({
        sub: ['repo:octocat/my-api:pull_request', 'repo:octocat@583231/my-api@1296269:pull_request'],
        repository_id: '1296269',
      }),
    );
  });

  test.each(['octocat/my-api', 'octocat@1/*@2', '*@1/my-api@2', 'octocat@1/my-api@x', ''])(
    'no repository is trusted as %j',
    (text) => {
      expect(() => rolesOf({ repository: text as GithubRepository })).toThrow(/allowed: +owner@id\/name@id/);
    },
  );
});

test('a pull request can execute nothing and read no secret', () => {
  const { actionsOf, plan } = rolesOf();
  expect(actionsOf(plan)).not.toEqual(expect.arrayContaining(['cloudformation:ExecuteChangeSet']));
  expect(actionsOf(plan)?.filter((action) => /^(ssm|s3|iam|sts):/.test(action))).toEqual([
    'ssm:GetParameters',
  ]);
});

test('neither role can change roles, stacks or itself', () => {
  const { actionsOf, deploy, plan } = rolesOf();
  const all = [...(actionsOf(deploy) ?? []), ...(actionsOf(plan) ?? [])];
  expect(all.filter((action) => /^(iam|sts):|ExecuteChangeSet|UpdateStack|\*/.test(action))).toEqual([]);
});

test('for many machines it pushes to one repository, changes the stack of the service and passes two roles to tasks', () => {
  const statements = rolesOf({ topology: 'scale-out' }).deploy?.Policies.flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
  const of = (action: string) => statements?.find(({ Action }) => [Action].flat().includes(action));
  const resourceOf = (action: string) => JSON.stringify(of(action)?.Resource);
  expect(resourceOf('ecr:PutImage')).toContain(':repository/waffle-backend"');
  expect(resourceOf('cloudformation:UpdateStack')).toContain(':stack/waffle-backend-service/*"');
  expect(resourceOf('ecs:RunTask')).toContain(':task-definition/waffle-backend-migrate:*"');
  expect(of('iam:PassRole')).toMatchObject({
    Resource: { 'Fn::Join': ['', expect.arrayContaining([':role/waffle-backend-Migrations*'])] },
    Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  });
  expect(JSON.stringify(of('ecs:ListTasks')?.Condition)).toContain(':cluster/waffle-backend"');
  expect(JSON.stringify(statements)).not.toMatch(/<(partition|region|account)>|ssm:|ec2:|s3:/);
});

test.each([
  ['make', 1],
  ['existing', 0],
] as const)('with provider %s there are %i made', (provider, count) => {
  expect(rolesOf({ provider }).types.filter((type) => type === 'AWS::IAM::OIDCProvider')).toHaveLength(count);
});

describe('the stack', () => {
  test('holds every check for many machines too', () => {
    const { pipelineStack } = synthesize({ ...scaleOut, githubRepository: repository });
    expect(pipelineStack).toBeDefined();
  });

  test('is there for a repository only, holds every check, and names its roles', () => {
    expect(synthesize().pipelineStack).toBeUndefined();
    const { app, pipelineStack } = synthesize({ githubRepository: repository, region: 'us-east-1' });
    const artifact = app.synth().stacks.find(({ stackName }) => stackName === 'waffle-backend-pipeline');
    expect(artifact).toMatchObject({ assets: [], assumeRoleArn: undefined });
    expect(pipelineStack?.tags.tagValues()).toMatchObject({ project: 'waffle-backend' });
    expect(Object.keys((artifact?.template as { Outputs: object }).Outputs).sort()).toEqual([
      'DeployRoleArn',
      'PlanRoleArn',
    ]);
  });
});
