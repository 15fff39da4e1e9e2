/**
 * IAM actions that each part of the command line calls itself, as the clients of the SDK name their operations. What a deploy makes,
 * CloudFormation makes with the role of `cdk bootstrap`, which `up` may take.
 */
export const permissions = {
  Find: [
    'cloudformation:DescribeStackResources',
    'cloudformation:DescribeStacks',
    'ec2:DescribeInstanceTypes',
    'freetier:GetAccountPlanState',
    'iam:SimulatePrincipalPolicy',
    'rds:DescribeOrderableDBInstanceOptions',
    'servicequotas:GetServiceQuota',
    'ssm:GetParameter',
  ],
  Deploy: [
    'cloudformation:CreateChangeSet',
    'cloudformation:DeleteChangeSet',
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeStackEvents',
    'cloudformation:ExecuteChangeSet',
    'cloudformation:GetTemplate',
    's3:GetObject',
    's3:PutObject',
    'ssm:GetCommandInvocation',
    'ssm:PutParameter',
    'ssm:SendCommand',
    'sts:AssumeRole',
  ],
  Connect: ['ssm:StartSession', 'ssm:TerminateSession'],
  Guard: [
    'ec2:DescribeAddresses',
    'ec2:DescribeInstances',
    'ec2:DescribeNatGateways',
    'ec2:DescribeRegions',
    'ec2:DescribeSnapshots',
    'ec2:DescribeTransitGatewayAttachments',
    'ec2:DescribeVolumes',
    'ec2:DescribeVpcEndpoints',
    'ec2:DescribeVpnConnections',
    'elasticache:DescribeCacheClusters',
    'elasticloadbalancing:DescribeLoadBalancers',
    'rds:DescribeDBClusters',
    'rds:DescribeDBInstances',
    'rds:DescribeDBSnapshots',
  ],
  Bill: ['ce:GetCostAndUsage'],
  Pause: [
    'ec2:StartInstances',
    'ec2:StopInstances',
    'iam:CreateRole',
    'iam:DeleteRole',
    'iam:DeleteRolePolicy',
    'iam:PassRole',
    'iam:PutRolePolicy',
    'iam:TagRole',
    'rds:StartDBInstance',
    'rds:StopDBInstance',
    'scheduler:CreateSchedule',
    'scheduler:CreateScheduleGroup',
    'scheduler:DeleteSchedule',
    'scheduler:DeleteScheduleGroup',
    'scheduler:GetSchedule',
    'scheduler:GetScheduleGroup',
    'scheduler:ListSchedules',
    'scheduler:TagResource',
    'scheduler:UpdateSchedule',
  ],
  AllowAddress: [
    'ec2:AuthorizeSecurityGroupIngress',
    'cloudformation:UpdateStack',
    'ec2:DescribeSecurityGroupRules',
    'ec2:RevokeSecurityGroupIngress',
  ],
  Down: ['cloudformation:DeleteStack', 'ssm:DeleteParameter'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export const allActions: readonly string[] = [...new Set(Object.values(permissions).flat())].sort();

/** A policy that permits it all. `down` deletes leftovers of more kinds, where there are any: each refusal names its action. */
export const minimalPolicy = () => ({
  Version: '2012-10-17',
  Statement: Object.entries(permissions).map(([Sid, Action]) => ({
    Sid,
    Effect: 'Allow',
    Action,
    Resource: '*',
  })),
});
