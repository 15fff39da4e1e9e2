import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { MotoServer } from '../../rehearsal/account/moto-server';

export const projectName = 'waffle-backend';
export const bucket = 'assets-of-the-test';
const releaseUrlParameter = `/${projectName}/release/url`;

export const s3Client = (moto: MotoServer): S3Client => new S3Client(moto.clientOptions);

/** As much of a deployed project as the verbs for its server ask for, within a second: an instance, a bucket, and a stack whose outputs name them. */
export async function makeServer(
  moto: MotoServer,
  outputs: Readonly<Record<string, string>> = {},
): Promise<string> {
  const ec2 = new EC2Client(moto.clientOptions);
  const input = { ImageId: 'ami-12c6146b', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
  const { Instances } = await ec2.send(new RunInstancesCommand(input));
  const instanceId = Instances?.[0]?.InstanceId ?? '';
  await s3Client(moto).send(new CreateBucketCommand({ Bucket: bucket }));
  const Value = `s3://${bucket}/0123abcd.gz`;
  const parameter = { Name: releaseUrlParameter, Value, Type: 'String', Overwrite: true } as const;
  await new SSMClient(moto.clientOptions).send(new PutParameterCommand(parameter));
  await writeStack(moto, projectName, {
    InstanceId: instanceId,
    ServerAddress: '192.0.2.10',
    ApiUrl: 'https://127.0.0.1/api/v1/',
    ...outputs,
  });
  return instanceId;
}

/**
 * A stack that says what was deployed. Moto makes nothing of a wait condition's handle, which a template must have as one of its
 * resources.
 */
export async function writeStack(
  moto: MotoServer,
  name: string,
  outputs: Readonly<Record<string, string>>,
): Promise<void> {
  const client = new CloudFormationClient(moto.clientOptions);
  const template = {
    Resources: { Nothing: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
  };
  const TemplateBody = JSON.stringify(template);
  await client.send(new CreateStackCommand({ StackName: name, TemplateBody }));
  await waitUntilStackCreateComplete(
    { client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
    { StackName: name },
  );
}

export const removeStack = (moto: MotoServer) =>
  new CloudFormationClient(moto.clientOptions).send(new DeleteStackCommand({ StackName: projectName }));
