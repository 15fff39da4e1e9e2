import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';

/** One resource of a stack that has come to its end, or refuses to. */
export interface EndedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly outcome: 'deleted' | 'kept' | 'failed';
  readonly reason: string | undefined;
  readonly at: Date;
  readonly seconds: number;
}

export interface DeletedStack {
  readonly isGone: boolean;
  /** Its last words, where it is not. */
  readonly reason?: string;
  readonly resources: readonly EndedResource[];
}

export interface DeleteStackOptions {
  readonly client: CloudFormationClient;
  /** By its ARN: a namesake made meanwhile is another stack. */
  readonly id: string;
  readonly signal: AbortSignal;
  /** Called with what happens to each resource, oldest first. */
  readonly onEvent: (event: StackEvent) => void;
  /** How long nothing is asked, in ms: short at first, as what is small is gone at once. */
  readonly pauseMs?: { readonly first: number; readonly most: number };
}

/**
 * Deletes a stack and tells what becomes of each resource, or goes on to tell where it is being deleted already.
 * Interrupted, it leaves CloudFormation at work: the next one takes it up from there.
 */
export async function deleteStack(options: DeleteStackOptions): Promise<DeletedStack> {
  const { client, id, signal, onEvent } = options;
  const { first, most } = options.pauseMs ?? { first: 500, most: 5000 };
  const known = new Set((await eventsOf(options)).map(({ EventId }) => EventId));
  const before = await statusOf(options);
  if (before.status === 'DELETE_IN_PROGRESS') forgetCurrentDeletion(known, await eventsOf(options));
  if (before.status !== 'DELETE_IN_PROGRESS') {
    await client.send(new DeleteStackCommand({ StackName: id }), { abortSignal: signal });
  }
  const begun = new Map<string, Date>();
  const resources: EndedResource[] = [];
  for (let pauseMs = first; ; pauseMs = Math.min(pauseMs * 1.5, most)) {
    const { status, reason } = await statusOf(options);
    const news = (await eventsOf(options)).filter(({ EventId }) => !known.has(EventId)).reverse();
    for (const event of news) {
      known.add(event.EventId);
      onEvent(event);
      resources.push(...readEvent(event, id, begun));
    }
    if (status === 'DELETE_COMPLETE') return { isGone: true, resources };
    if (status !== 'DELETE_IN_PROGRESS') {
      return { isGone: false, resources, reason: reason ?? status };
    }
    await sleep(pauseMs, undefined, { signal });
  }
}

type Stack = Pick<DeleteStackOptions, 'client' | 'id' | 'signal'>;

/** One that CloudFormation no longer knows is deleted too: it had nothing in it. */
async function statusOf({
  client,
  id,
  signal,
}: Stack): Promise<{ status: string; reason: string | undefined }> {
  try {
    const command = new DescribeStacksCommand({ StackName: id });
    const [stack] = (await client.send(command, { abortSignal: signal })).Stacks ?? [];
    return { status: stack?.StackStatus ?? 'DELETE_COMPLETE', reason: stack?.StackStatusReason };
  } catch (error) {
    if (isNoSuchStack(error)) return { status: 'DELETE_COMPLETE', reason: undefined };
    throw error;
  }
}

/** Newest first. */
async function eventsOf({ client, id, signal }: Stack): Promise<readonly StackEvent[]> {
  const events: StackEvent[] = [];
  try {
    for await (const page of paginateDescribeStackEvents(
      { client },
      { StackName: id },
      { abortSignal: signal },
    )) {
      events.push(...(page.StackEvents ?? []));
    }
  } catch (error) {
    if (!isNoSuchStack(error)) throw error;
  }
  return events;
}

/** What a deletion under way has told so far is news to who joins it. */
function forgetCurrentDeletion(known: Set<string | undefined>, events: readonly StackEvent[]): void {
  const begin = events.findIndex(
    ({ PhysicalResourceId, StackId, ResourceStatus }) =>
      PhysicalResourceId === StackId && ResourceStatus === 'DELETE_IN_PROGRESS',
  );
  events.slice(0, begin + 1).forEach(({ EventId }) => known.delete(EventId));
}

const outcomes: Readonly<Record<string, EndedResource['outcome']>> = {
  DELETE_COMPLETE: 'deleted',
  DELETE_SKIPPED: 'kept',
  DELETE_FAILED: 'failed',
};

function readEvent(event: StackEvent, stackId: string, begun: Map<string, Date>): readonly EndedResource[] {
  const { LogicalResourceId: logicalId = '', PhysicalResourceId: physicalId = '' } = event;
  const { ResourceStatus = '', ResourceStatusReason: reason, ResourceType: type = '' } = event;
  const at = event.Timestamp ?? new Date();
  if (physicalId === stackId) return [];
  if (ResourceStatus === 'DELETE_IN_PROGRESS') begun.set(logicalId, begun.get(logicalId) ?? at);
  const outcome = outcomes[ResourceStatus];
  if (outcome === undefined) return [];
  const seconds = (at.getTime() - (begun.get(logicalId) ?? at).getTime()) / 1000;
  return [{ logicalId, type, physicalId, outcome, reason, at, seconds }];
}

const isNoSuchStack = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
