import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';
import type { DeployedStack } from '../stack/read-stack';
import { type Template, withImageTag } from './service-template';

/**
 * Has CloudFormation put another release into the service's stack, whose template is otherwise as it was: a release changes no setting. It
 * rolls out from then on, whatever becomes of us.
 * @throws UserError where the stack does not say which release it has
 */
export async function changeRelease(
  { aws }: Pick<Target, 'aws'>,
  service: DeployedStack,
  tag: string,
  abortSignal: AbortSignal,
): Promise<void> {
  const client = new CloudFormationClient(aws);
  const send = { abortSignal };
  const StackName = service.id;
  const from = service.outputs.releaseId;
  const asked = new GetTemplateCommand({ StackName, TemplateStage: 'Original' });
  const { TemplateBody: before = '{}' } = await client.send(asked, send);
  if (from === undefined || !before.includes(`:${from}"`)) throw unknownRelease(service);
  const TemplateBody = JSON.stringify(withImageTag(JSON.parse(before) as Template, from, tag));
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }), send);
  const Parameters = (stack?.Parameters ?? []).map(({ ParameterKey }) => ({
    ParameterKey,
    UsePreviousValue: true,
  }));
  const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
  await client.send(new UpdateStackCommand({ StackName, TemplateBody, Parameters, Capabilities }), send);
}

const unknownRelease = ({ name }: DeployedStack) =>
  new UserError(`The stack ${name} does not say which release it has.`, {
    fix: 'waffle up, which writes it anew',
  });
