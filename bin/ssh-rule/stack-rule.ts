import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  type SshAddress,
  sshRuleDescription,
} from '../../infra/constructs/shared-security-group/ssh-address';
import type { Target } from '../aws/target';
import { requireSettled } from '../deploy/require-settled';
import { UserError } from '../io/errors';
import type { Output } from '../io/output';
import type { DeployedStack } from '../stack/read-stack';
import { settledStack } from '../up/settle';

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>
  >;
}

/** The rule as CloudFormation knows it; changed anywhere else, it would stand in the way of the next deploy. */
export interface StackRule {
  /** `203.0.113.7/32` */
  readonly address: string;
  /** The template with another address in its place. */
  withAddress(address: SshAddress): Template;
}

type Place = Pick<Target, 'aws'>;

/** `undefined` where the settings keep port 22 closed. */
export async function readStackRule(
  { aws }: Place,
  { id: StackName }: Pick<DeployedStack, 'id'>,
  abortSignal: AbortSignal,
): Promise<StackRule | undefined> {
  const command = new GetTemplateCommand({ StackName, TemplateStage: 'Original' });
  const { TemplateBody = '{}' } = await new CloudFormationClient(aws).send(command, { abortSignal });
  const template = JSON.parse(TemplateBody) as Template;
  const [rule] = Object.entries(template.Resources).filter(
    ([, { Type, Properties = {} }]) =>
      Type === 'AWS::EC2::SecurityGroupIngress' && Properties['Description'] === sshRuleDescription,
  );
  if (rule === undefined) return undefined;
  const [id, resource] = rule;
  const withAddress = (CidrIp: SshAddress): Template => ({
    ...template,
    Resources: {
      ...template.Resources,
      [id]: { ...resource, Properties: { ...resource.Properties, CidrIp } },
    },
  });
  return { address: String(resource.Properties?.['CidrIp']), withAddress };
}

interface Context {
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** Has CloudFormation replace the rule, and waits: the new one is there before the old one goes. @throws UserError */
export async function updateStackRule(
  target: Target,
  stack: DeployedStack,
  template: Template,
  context: Context,
): Promise<void> {
  requireSettled(stack);
  const client = new CloudFormationClient(target.aws);
  const send = { abortSignal: context.signal };
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack.id }), send);
  const Parameters = (Stacks[0]?.Parameters ?? []).map(({ ParameterKey }) => ({
    ParameterKey,
    UsePreviousValue: true,
  }));
  const TemplateBody = JSON.stringify(template);
  const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
  await client.send(
    new UpdateStackCommand({ StackName: stack.id, TemplateBody, Parameters, Capabilities }),
    send,
  );
  const after = await settledStack(target, context);
  if (after?.status === 'UPDATE_COMPLETE') return;
  throw new UserError(
    `CloudFormation did not change the rule: ${after?.name} is ${after?.status}${after?.statusReason ? `, ${after.statusReason}` : ''}.`,
    { fix: 'waffle up, which says why' },
  );
}
