import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { eventually } from './eventually';
import type { MotoServer } from '../../rehearsal/account/moto-server';

type ClientOptions = MotoServer['clientOptions'];

/** Waits until it is there. */
export async function createStack(client: ClientOptions, input: CreateStackCommandInput): Promise<Stack> {
  const cloudFormation = new CloudFormationClient(client);
  await cloudFormation.send(new CreateStackCommand(input));
  const describe = new DescribeStacksCommand({ StackName: input.StackName });
  return eventually(async () => {
    const [stack] = (await cloudFormation.send(describe)).Stacks ?? [];
    if (stack?.StackStatus === 'CREATE_COMPLETE') return stack;
    if (stack?.StackStatus?.endsWith('_IN_PROGRESS')) throw new Error(`still ${stack.StackStatus}`);
    throw new Error(`The stack has failed:\n${(await failuresOf(cloudFormation, input)).join('\n')}`);
  }, 60_000);
}

async function failuresOf(client: CloudFormationClient, { StackName }: CreateStackCommandInput) {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED')).map(
    ({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`,
  );
}
