import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { stackOutputs } from '../../contract';

/** One that is `undefined` is not written. */
type OutputValues = Readonly<Partial<Record<keyof typeof stackOutputs, string | undefined>>>;

export const writeOutputs = (stack: Stack, values: OutputValues) => {
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    new CfnOutput(stack, stackOutputs[key as keyof typeof stackOutputs], { value });
  }
};

/** Opens a shell on the server. */
export const sessionCommand = (region: string, instanceId: string, profile?: string) =>
  [
    'aws ssm start-session',
    ...(profile === undefined ? [] : [`--profile ${profile}`]),
    `--region ${region} --target ${instanceId}`,
  ].join(' ');
