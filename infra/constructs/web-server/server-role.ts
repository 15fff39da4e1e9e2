import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { keptCertificate } from '../../../contract';

export interface ServerRoleProps {
  /** `/waffle-backend`: the only SSM parameters the server reads. It writes those of its certificate among them alone. */
  readonly parameterPrefix: string;

  /** The only S3 objects the server reads; one that ends in `/*` stands for all below it. */
  readonly readableObjectArns: readonly string[];

  /**
   * Bucket of uploaded pictures: the only one that the server writes to, below `media/`, and below `move/` the dumps of a move.
   *
   * @default - none: pictures are on its disk
   */
  readonly mediaBucketArn?: string | undefined;
}

/**
 * What the server may do. The managed policy AmazonSSMManagedInstanceCore would let it read every SSM parameter of the
 * account, so Session Manager's own five permissions are named instead. The keys aws/ssm and aws/s3 need no permission
 * of their own: their policies admit what the account's principals do through SSM and S3.
 */
export const createServerRole = (
  scope: Construct,
  id: string,
  { parameterPrefix, readableObjectArns, mediaBucketArn }: ServerRoleProps,
): iam.Role => {
  const role = new iam.Role(scope, id, {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    description: 'Reads its own settings and release, keeps its certificate, and answers Session Manager',
    inlinePolicies: {
      Settings: policy(
        ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
        [parameterArn(scope, parameterPrefix), parameterArn(scope, `${parameterPrefix}/*`)],
      ),
      KeptCertificate: policy(
        ['ssm:PutParameter'],
        [parameterArn(scope, `${parameterPrefix}/${keptCertificate}/*`)],
      ),
      Release: policy(['s3:GetObject'], readableObjectArns),
      ...(mediaBucketArn !== undefined && { Media: mediaPolicy(mediaBucketArn) }),
      SessionManager: policy(sessionManagerActions, ['*']),
    },
  });
  Validations.of(role).acknowledge(
    ...onPurpose(scope, parameterPrefix),
    ...releasesOnPurpose(scope, readableObjectArns),
    ...(mediaBucketArn === undefined ? [] : mediaOnPurpose(scope, mediaBucketArn)),
  );
  return role;
};

const onPurpose = (scope: Construct, parameterPrefix: string) => [
  {
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${inFindings(scope, parameterArn(scope, `${parameterPrefix}/*`))}]`,
    reason:
      'The server reads its settings by their prefix, which is the project and nothing else: a new setting is a new ' +
      'parameter, and needs no new permission.',
  },
  {
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${inFindings(scope, parameterArn(scope, `${parameterPrefix}/${keptCertificate}/*`))}]`,
    reason:
      'The server keeps its certificate for the one that replaces it, in as many parts as it takes. No setting is below ' +
      'that prefix, so it can change none.',
  },
  {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      "Session Manager's five actions take no resource, or an instance whose id is not known yet. The managed policy " +
      'with the same five would read every parameter of the account.',
  },
];

const releasesOnPurpose = (scope: Construct, arns: readonly string[]) =>
  arns
    .map((arn) => inFindings(scope, arn))
    .filter((arn) => arn.endsWith('/*'))
    .map((arn) => ({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${arn}]`,
      reason:
        'The command line puts each release below this prefix, which is the project’s and holds nothing else: the next one ' +
        'has no name yet, and a release is no change of the stack.',
    }));

const picturesIn = (bucketArn: string) => `${bucketArn}/media/*`;
const dumpsIn = (bucketArn: string) => `${bucketArn}/move/*`;

const mediaPolicy = (bucketArn: string) =>
  new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resources: [picturesIn(bucketArn)],
      }),
      new iam.PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [dumpsIn(bucketArn)],
      }),
      // Without it S3 says of what is not there that it is forbidden.
      new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucketArn] }),
    ],
  });

const mediaOnPurpose = (scope: Construct, bucketArn: string) => [
  {
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${inFindings(scope, picturesIn(bucketArn))}]`,
    reason:
      'Pictures have random names that nobody knows before they are uploaded. The bucket is the project’s own and holds ' +
      'nothing else but dumps of a move, below another prefix.',
  },
  {
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${inFindings(scope, dumpsIn(bucketArn))}]`,
    reason:
      'A dump has the name that a person gives it. The prefix holds nothing else, and nothing there is older than 30 days.',
  },
];

type Resolved =
  | string
  | { 'Fn::GetAtt': [string, string] }
  | { Ref: string }
  | { 'Fn::Sub': string }
  | { 'Fn::Join': [string, Resolved[]] };

/** As cdk-nag writes an ARN: what only the deploy knows as `<AWS::Region>`. */
const inFindings = (scope: Construct, arn: string): string =>
  written(Stack.of(scope).resolve(arn) as Resolved);

const written = (part: Resolved): string => {
  if (typeof part === 'string') return part;
  if ('Ref' in part) return `<${part.Ref}>`;
  if ('Fn::GetAtt' in part) return `<${part['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Sub' in part) return part['Fn::Sub'].replace(/\$\{([^}]+)\}/g, '<$1>');
  return part['Fn::Join'][1].map(written).join('');
};

/** None of them can be limited to a resource of its own, except the first, whose instance has no id yet. */
const sessionManagerActions = [
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

const policy = (actions: string[], resources: readonly string[]) =>
  new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions, resources: [...resources] })] });

const parameterArn = (scope: Construct, name: string) =>
  Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') });
