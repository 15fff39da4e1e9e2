import { resourceNames } from '../../../contract';
import { type Grant, stackArn, stackReason } from './permissions';

const ecs = (resource: string) => `ecs:<region>:<account>:${resource}`;

/**
 * What `push-image.sh`, `waffle deploy` and `waffle rollback` call in the topology scale-out. CloudFormation changes the service's stack by the
 * role that `cdk deploy` has given it, so that none of what it makes is among these; test/waffle-scale-out.test.ts holds them to what is called.
 */
export const scaleOutDeployGrants = (project: string): readonly Grant[] => {
  const { serviceStack, migrations, logGroup } = resourceNames(project);
  return [
    ...images(project),
    {
      actions: ['cloudformation:DescribeStacks'],
      resources: [stackArn(project), stackArn(serviceStack)],
      reason: stackReason,
    },
    {
      actions: ['cloudformation:GetTemplate', 'cloudformation:UpdateStack'],
      resources: [stackArn(serviceStack)],
      reason: stackReason,
    },
    ...migrating(project, migrations),
    ...watching(project, logGroup),
  ];
};

const images = (project: string): readonly Grant[] => [
  {
    actions: ['ecr:GetAuthorizationToken'],
    resources: ['*'],
    reason: 'The action takes no resource.',
  },
  {
    actions: [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:DescribeImages',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ],
    resources: [`ecr:<region>:<account>:repository/${project}`],
  },
];

const migrating = (project: string, family: string): readonly Grant[] => [
  {
    actions: ['ecs:DeregisterTaskDefinition', 'ecs:DescribeTaskDefinition', 'ecs:RegisterTaskDefinition'],
    resources: ['*'],
    reason: 'IAM knows task definitions by their family only where one is run.',
  },
  {
    actions: ['ecs:RunTask', 'ecs:TagResource'],
    resources: [ecs(`task-definition/${family}:*`)],
    reason: 'Each release has a revision of its own.',
  },
  {
    actions: ['iam:PassRole'],
    resources: [`iam::<account>:role/${project}-Migrations*`],
    conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    reason: 'CloudFormation ends the names of the two roles of the migrations by itself.',
  },
];

const watching = (project: string, logGroup: string): readonly Grant[] => [
  {
    actions: ['ecs:DescribeServices', 'ecs:ListServiceDeployments'],
    resources: [ecs(`service/${project}/${project}`)],
  },
  {
    actions: ['ecs:DescribeServiceRevisions'],
    resources: [ecs(`service-revision/${project}/${project}/*`)],
    reason: 'Each rollout has a revision of its own.',
  },
  {
    actions: ['ecs:DescribeTasks'],
    resources: [ecs(`task/${project}/*`)],
    reason: 'A task that is not started yet has no name.',
  },
  {
    actions: ['ecs:ListTasks'],
    resources: ['*'],
    conditions: { ArnEquals: { 'ecs:cluster': `arn:<partition>:${ecs(`cluster/${project}`)}` } },
    reason:
      'The action takes no resource but that of machines of one’s own; the condition asks for the cluster.',
  },
  {
    actions: ['logs:GetLogEvents'],
    resources: [`logs:<region>:<account>:log-group:${logGroup}:*`],
    reason: 'Each task writes a stream of its own into the group.',
  },
];
