import { Stack, Validations } from 'aws-cdk-lib';
import { type IRole, ManagedPolicy, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Lets who has it write and read pictures below `media/`, and nothing else of the bucket. */
export const createPictureRights = (scope: Construct, bucketArn: string): ManagedPolicy => {
  const policy = new ManagedPolicy(scope, 'PictureRights', {
    statements: [
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resources: [`${bucketArn}/media/*`],
      }),
      // Without it S3 says of what is not there that it is forbidden.
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucketArn] }),
    ],
  });
  const arn = Stack.of(scope).resolve(bucketArn) as { readonly 'Fn::GetAtt': readonly string[] };
  Validations.of(policy).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${arn['Fn::GetAtt'].join('.')}>/media/*]`,
    reason:
      'Pictures have random names that nobody knows before they are uploaded. The bucket is the project’s own and holds ' +
      'nothing else.',
  });
  return policy;
};

/** Lets the task that brings data from another project, or back, read and write the dumps below `move/`, and nothing else of the bucket. */
export const grantDumps = (scope: Construct, bucketArn: string, role: IRole): void => {
  const policy = new Policy(scope, 'DumpRights', {
    roles: [role],
    statements: [
      new PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [`${bucketArn}/move/*`] }),
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucketArn] }),
    ],
  });
  const arn = Stack.of(scope).resolve(bucketArn) as { readonly 'Fn::GetAtt': readonly string[] };
  Validations.of(policy).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${arn['Fn::GetAtt'].join('.')}>/move/*]`,
    reason:
      'A dump has the name that a person gives it. The prefix holds nothing else, and nothing there is older than 30 days.',
  });
};
