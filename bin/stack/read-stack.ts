import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { stackOutputs } from '../../contract';
import { exitCodes, UserError } from '../io/errors';
import type { Target } from '../aws/target';

export type OutputName = keyof typeof stackOutputs;

/** What a deploy has left in the account, as CloudFormation tells it. */
export interface DeployedStack {
  readonly name: string;
  /** ARN: unlike the name it never means another stack. */
  readonly id: string;
  /** Such as `CREATE_COMPLETE`. */
  readonly status: string;
  readonly statusReason: string | undefined;
  readonly createdAt: Date | undefined;
  readonly terminationProtection: boolean;
  /** Absent ones were not written, or not yet. */
  readonly outputs: Readonly<Partial<Record<OutputName, string>>>;
}

type Place = Pick<Target, 'aws' | 'projectName'>;

/** The project's stack, in whatever state; `undefined` where there is none. */
export async function findStack(
  { aws, projectName }: Place,
  signal?: AbortSignal,
): Promise<DeployedStack | undefined> {
  const client = new CloudFormationClient(aws);
  try {
    const command = new DescribeStacksCommand({ StackName: projectName });
    const { Stacks = [] } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    const [stack] = Stacks;
    return stack === undefined || stack.StackStatus === 'DELETE_COMPLETE' ? undefined : describe(stack);
  } catch (error) {
    if (isNoSuchStack(error)) return undefined;
    throw error;
  }
}

/** @throws UserError with exit code 6 where nothing is deployed */
export async function readStack(place: Target, signal?: AbortSignal): Promise<DeployedStack> {
  const stack = await findStack(place, signal);
  if (stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS') return stack;
  throw new UserError(`${place.projectName} is not deployed in ${place.region}.`, {
    code: exitCodes.notDeployed,
    fix: 'waffle up; or name another region or project: --region …, -c projectName=…',
  });
}

/** An output that the verb cannot do without. @throws UserError where the stack has none (yet) */
export function requiredOutput({ name, status, outputs }: DeployedStack, output: OutputName): string {
  const value = outputs[output];
  if (value !== undefined) return value;
  if (outputs.cluster !== undefined) throw withoutServer(name);
  throw new UserError(`The stack ${name} (${status}) has no output ${stackOutputs[output]}.`, {
    code: exitCodes.notDeployed,
    fix: 'waffle up finishes what a deploy has begun',
  });
}

/** Of the topology scale-out. */
const withoutServer = (name: string) =>
  new UserError(`${name} runs on ECS Fargate (topology=scale-out): it has no server of its own to ask.`, {
    fix: 'docs/scale-out.md has what to type instead; where a verb knows both, with -c topology=scale-out',
  });

const describe = (stack: Stack): DeployedStack => {
  const values = new Map((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const outputs = Object.entries(stackOutputs).flatMap(([key, name]) => {
    const value = values.get(name);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    name: stack.StackName ?? '',
    id: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    statusReason: stack.StackStatusReason,
    createdAt: stack.CreationTime,
    terminationProtection: stack.EnableTerminationProtection ?? false,
    outputs: Object.fromEntries(outputs),
  };
};

/** CloudFormation has no error of its own for it. */
const isNoSuchStack = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
