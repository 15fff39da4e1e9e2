import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { BootstrapEnvironments } from '@aws-cdk/toolkit-lib';
import type { Target } from '../aws/target';
import type { Output } from '../io/output';
import { createToolkit } from './cdk-toolkit';
import { ResourceProgress } from './resource-progress';
import { unlessInterrupted } from './unless-interrupted';

/** Where `cdk bootstrap` leaves its version, and the least one that stacks of this CDK ask for. */
const versionParameter = '/cdk-bootstrap/hnb659fds/version';
const leastVersion = 6;

/** The version of CDK's own bucket and roles in the region; `undefined` where there are none. */
export async function bootstrapVersion(
  { aws }: Pick<Target, 'aws'>,
  abortSignal: AbortSignal,
): Promise<number | undefined> {
  try {
    const command = new GetParameterCommand({ Name: versionParameter });
    const { Parameter } = await new SSMClient(aws).send(command, { abortSignal });
    return Number(Parameter?.Value);
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
}

export const isBootstrapped = (version: number | undefined) =>
  version !== undefined && version >= leastVersion;

/** Makes what `cdk bootstrap` makes: a bucket for the uploads, and roles. They cost nothing but what lies in the bucket. */
export async function bootstrap(
  { aws }: Target,
  account: string,
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<void> {
  await output.step('Bootstrap CDK: a bucket for uploads, and its roles', async (step) => {
    const progress = new ResourceProgress(output, step);
    const toolkit = createToolkit(aws, { output, progress, isApproved: () => Promise.resolve(true) });
    const environments = BootstrapEnvironments.fromList([`aws://${account}/${aws.region}`]);
    try {
      await unlessInterrupted(toolkit.bootstrap(environments), signal);
    } finally {
      progress.close();
    }
  });
}
