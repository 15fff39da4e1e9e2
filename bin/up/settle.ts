import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';
import type { Output } from '../io/output';
import { type DeployedStack, findStack } from '../stack/read-stack';
import { ResourceProgress } from './resource-progress';

const pollMs = 2_000;

/** States that only a person's decision leads out of. */
const stuck = /^(UPDATE_ROLLBACK_FAILED|ROLLBACK_FAILED|DELETE_FAILED)$/;

/**
 * The stack once nothing is under way in it: a deploy that was interrupted goes on in CloudFormation, and has to end first.
 * @throws UserError where it is stuck
 */
export async function settledStack(
  target: Target,
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<DeployedStack | undefined> {
  let stack = await findStack(target, signal);
  if (stack !== undefined && isUnderWay(stack)) {
    const { status } = stack;
    await output.step(`Wait for what is under way (${status})`, async (step) => {
      const progress = new ResourceProgress(output, step);
      const seen = new Set<string>();
      while (stack !== undefined && isUnderWay(stack)) {
        await showEvents(target, stack, { progress, seen, signal });
        await sleep(pollMs, undefined, { signal });
        stack = await findStack(target, signal);
      }
      progress.close();
      step.note(stack?.status ?? 'gone');
    });
  }
  if (stack !== undefined && stuck.test(stack.status)) throw stuckError(stack);
  return stack;
}

/** REVIEW_IN_PROGRESS waits for whoever executes a change set: nothing is under way. */
const isUnderWay = ({ status }: DeployedStack) =>
  status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';

interface Watch {
  readonly progress: ResourceProgress;
  /** Ids of events that were shown. */
  readonly seen: Set<string>;
  readonly signal: AbortSignal;
}

async function showEvents({ aws }: Target, { id }: DeployedStack, { progress, seen, signal }: Watch) {
  const command = new DescribeStackEventsCommand({ StackName: id });
  const { StackEvents = [] } = await new CloudFormationClient(aws).send(command, { abortSignal: signal });
  const begin = StackEvents.findIndex(isBegin);
  // Newest first; what was before this one is of another deploy.
  const current = begin < 0 ? StackEvents : StackEvents.slice(0, begin);
  for (const event of current.reverse()) {
    if (event.EventId === undefined || seen.has(event.EventId)) continue;
    seen.add(event.EventId);
    progress.see(event);
  }
}

/** What somebody has asked for begins with it. */
const isBegin = ({ LogicalResourceId, StackName, ResourceStatusReason }: StackEvent) =>
  LogicalResourceId === StackName && ResourceStatusReason === 'User Initiated';

const fixes: Readonly<Record<string, string>> = {
  UPDATE_ROLLBACK_FAILED: 'npx cdk rollback; then waffle up',
  ROLLBACK_FAILED: 'waffle down, which says what stands in the way; then waffle up',
  DELETE_FAILED: 'waffle down goes on with the deletion; then waffle up',
};

const stuckError = ({ name, status, statusReason }: DeployedStack) =>
  new UserError(`The stack ${name} is in ${status}${statusReason ? `: ${statusReason}` : ''}.`, {
    fix: fixes[status] ?? 'waffle down; then waffle up',
  });
