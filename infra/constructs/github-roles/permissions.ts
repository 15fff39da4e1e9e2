import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { parameterName, parameters, releasePrefix } from '../../../contract';

/** Actions on some resources, which `reason` says why they are not fewer. */
export interface Grant {
  readonly actions: readonly string[];
  /** ARNs without the partition; `<region>` and `<account>` are those of the stack. */
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where a resource has a wildcard. */
  readonly reason?: string;
}

export const stackArn = (project: string) => `cloudformation:<region>:<account>:stack/${project}/*`;
const parameterArn = (name: string) => `ssm:<region>:<account>:parameter${name}`;
const bucketArn = 's3:::cdk-hnb659fds-assets-<account>-<region>';
export const stackReason =
  'CloudFormation puts an id behind the name of each stack, which is the project and nothing else.';

/** What `waffle deploy` and `waffle rollback` call, and on what; test/pipeline.test.ts holds it to what they do call. */
export const deployGrants = (project: string): readonly Grant[] => [
  { actions: ['cloudformation:DescribeStacks'], resources: [stackArn(project)], reason: stackReason },
  {
    actions: ['ssm:SendCommand'],
    resources: ['ec2:<region>:<account>:instance/*'],
    conditions: { StringEquals: { 'ssm:resourceTag/project': project } },
    reason:
      'The instance may be replaced: it is known by the tag of the project, which the condition asks for.',
  },
  { actions: ['ssm:SendCommand'], resources: ['ssm:<region>::document/AWS-RunShellScript'] },
  {
    actions: ['ec2:DescribeInstances', 'ssm:GetCommandInvocation'],
    resources: ['*'],
    reason: 'The actions take no resource.',
  },
  {
    actions: ['ssm:GetParameter'],
    resources: [parameters.releaseUrl, parameters.jwtSecret].map((name) =>
      parameterArn(parameterName(project, name)),
    ),
  },
  {
    actions: ['ssm:PutParameter'],
    resources: [parameterArn(parameterName(project, parameters.releaseUrl))],
  },
  {
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    resources: [`${bucketArn}/${releasePrefix(project)}*`],
    reason: 'A release that is not made yet has no name; the prefix is the project’s.',
  },
  {
    actions: ['s3:GetObject'],
    resources: [`${bucketArn}/*.gz`],
    reason:
      'The release of the stack is kept beside the others once it is replaced; CDK names it by its content.',
  },
  {
    actions: ['s3:ListBucket'],
    resources: [bucketArn],
    conditions: { StringLike: { 's3:prefix': `${releasePrefix(project)}*` } },
  },
];

/** What `waffle plan` calls: it can make a change set and take it away again, and execute none. */
export const planGrants = (project: string): readonly Grant[] => [
  {
    actions: [
      'cloudformation:CreateChangeSet',
      'cloudformation:DeleteChangeSet',
      'cloudformation:DescribeChangeSet',
      'cloudformation:DescribeStacks',
    ],
    resources: [stackArn(project)],
    reason: stackReason,
  },
  {
    // CloudFormation reads it for us: a parameter of every template of CDK.
    actions: ['ssm:GetParameters'],
    resources: [parameterArn('/cdk-bootstrap/hnb659fds/version')],
  },
  {
    actions: ['freetier:GetAccountPlanState'],
    resources: ['*'],
    reason: 'The action takes no resource.',
  },
];

export const statementOf = (
  scope: Construct,
  { actions, resources, conditions }: Grant,
): iam.PolicyStatement =>
  new iam.PolicyStatement({
    actions: [...actions],
    resources: resources.map((resource) => arnIn(Stack.of(scope), resource)),
    ...(conditions && { conditions: fillIn(Stack.of(scope), conditions) }),
  });

const arnIn = (stack: Stack, resource: string): string =>
  resource === '*' ? resource : `arn:${stack.partition}:${nameIn(stack, resource)}`;

const nameIn = ({ partition, region, account }: Stack, text: string): string =>
  text.replaceAll('<partition>', partition).replaceAll('<region>', region).replaceAll('<account>', account);

const fillIn = (stack: Stack, conditions: NonNullable<Grant['conditions']>) =>
  Object.fromEntries(
    Object.entries(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, nameIn(stack, value)])),
    ]),
  );

/** As cdk-nag names a resource with a wildcard: what only the deploy knows as `<AWS::Region>`. */
export const wildcardsOf = (scope: Construct, grants: readonly Grant[]) =>
  grants.flatMap(({ resources, reason = '' }) =>
    resources
      .filter((resource) => resource.includes('*'))
      .map((resource) => ({ resource: nameInFinding(Stack.of(scope), resource), reason })),
  );

const nameInFinding = ({ partition, region }: Stack, resource: string): string => {
  if (resource === '*') return resource;
  const shown = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  const filled = resource
    .replaceAll('<region>', shown(region, 'Region'))
    .replaceAll('<account>', '<AWS::AccountId>');
  return `arn:${shown(partition, 'Partition')}:${filled}`;
};
