import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CreateStackCommandInput, Stack } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { defaultProjectName, parameterName, parameters } from '../../contract';
import { createTestStacks } from '../../infra/testing/synthesize';
import { createStack } from './create-stack';
import type { MotoServer } from '../../rehearsal/account/moto-server';

export const databasePassword = 'a password of the test';
const account = '123456789012';
const bootstrapTemplate = path.join(
  __dirname,
  '../../node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml',
);

export interface DeployedStackOptions {
  /** @default the name in cdk.json */
  readonly projectName?: string;
  /** @default the region that moto's client options name */
  readonly region?: string;
  /** Settings on top of cdk.json, as `cdk -c` takes them. */
  readonly context?: Readonly<Record<string, string>>;
  /** With the CDK's own stack and its roles; without it there is its bucket and what its version is. @default false */
  readonly bootstrapped?: boolean;
}

/**
 * What `waffle up` leaves in the account, in seconds: the stack as CloudFormation made it of our template, the release in the bucket
 * of the CDK, the password where the stack looks for it. A second one beside it needs another name of the project.
 */
export async function deployStack(moto: MotoServer, options: DeployedStackOptions = {}): Promise<Stack> {
  const { projectName = defaultProjectName, region = moto.clientOptions.region, context = {} } = options;
  const client = { ...moto.clientOptions, region };
  await (options.bootstrapped ? bootstrap(client) : pretendBootstrap(client));
  await putPassword(client, projectName);
  const { app, stack, budgetStack } = createTestStacks({ ...context, projectName, region });
  const assembly = app.synth();
  await uploadAssets(client, path.join(app.outdir, `${stack.artifactId}.assets.json`));
  if (budgetStack) {
    const elsewhere = { ...client, region: budgetStack.region };
    await createStack(elsewhere, stackInput(assembly.getStackByName(budgetStack.stackName)));
  }
  return createStack(client, stackInput(assembly.getStackByName(projectName)));
}

const stackInput = (artifact: CloudFormationStackArtifact): CreateStackCommandInput => ({
  StackName: artifact.stackName,
  TemplateBody: JSON.stringify(artifact.template),
  Capabilities: ['CAPABILITY_NAMED_IAM'],
  Tags: Object.entries(artifact.tags).map(([Key, Value]) => ({ Key, Value })),
  EnableTerminationProtection: artifact.terminationProtection ?? false,
});

type ClientOptions = MotoServer['clientOptions'];

/** The stack `CDKToolkit`, of the template that `cdk bootstrap` deploys. */
export const bootstrap = (client: ClientOptions): Promise<Stack> =>
  createStack(client, {
    StackName: 'CDKToolkit',
    TemplateBody: readFileSync(bootstrapTemplate, 'utf8'),
    Capabilities: ['CAPABILITY_NAMED_IAM'],
  });

/** Nothing but what a deploy reads of it. */
export async function pretendBootstrap(client: ClientOptions): Promise<void> {
  const version = { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30' } as const;
  await new SSMClient(client).send(new PutParameterCommand({ ...version, Overwrite: true }));
  const bucket = { Bucket: assetBucket(client.region), ...location(client.region) };
  await new S3Client({ ...client, forcePathStyle: true })
    .send(new CreateBucketCommand(bucket))
    .catch(ignoreOwned);
}

export const assetBucket = (region: string) => `cdk-hnb659fds-assets-${account}-${region}`;

const location = (region: string) =>
  region === 'us-east-1'
    ? {}
    : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-central-1' } };

function ignoreOwned(error: unknown): void {
  if (!(error instanceof Error && error.name === 'BucketAlreadyOwnedByYou')) throw error;
}

const putPassword = (client: ClientOptions, projectName: string) =>
  new SSMClient(client).send(
    new PutParameterCommand({
      Name: parameterName(projectName, parameters.databasePassword),
      Type: 'SecureString',
      Value: databasePassword,
      Overwrite: true,
    }),
  );

interface AssetManifest {
  readonly files: Readonly<
    Record<string, { source: { path: string }; destinations: Record<string, { objectKey: string }> }>
  >;
}

async function uploadAssets(client: ClientOptions, manifestFile: string): Promise<void> {
  const { files } = JSON.parse(readFileSync(manifestFile, 'utf8')) as AssetManifest;
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  for (const { source, destinations } of Object.values(files)) {
    const Body = readFileSync(path.join(path.dirname(manifestFile), source.path));
    for (const { objectKey: Key } of Object.values(destinations)) {
      await s3.send(new PutObjectCommand({ Bucket: assetBucket(client.region), Key, Body }));
    }
  }
}
