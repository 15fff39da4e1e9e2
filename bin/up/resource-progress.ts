import { isShown, plainName } from '../changes/plain-names';
import type { Output } from '../io/output';
import type { Step } from '../io/progress';

/** What is read of an event of a stack (API DescribeStackEvents); its SDK's type fits. */
export interface StackEvent {
  readonly StackName?: string | undefined;
  readonly LogicalResourceId?: string | undefined;
  readonly PhysicalResourceId?: string | undefined;
  readonly ResourceType?: string | undefined;
  readonly ResourceStatus?: string | undefined;
  readonly ResourceStatusReason?: string | undefined;
}

/** A resource that could not be made, changed or deleted. */
export interface ResourceFailure {
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

const stackType = 'AWS::CloudFormation::Stack';
/** What CloudFormation says of the others once one has failed. */
const consequence = /cancell?ed|The following resource\(s\) failed/i;

class ResourceFailed extends Error {}

/**
 * Events of a stack as steps, one for each resource that one would wait for. Those it saw fail are kept: CloudFormation's own
 * summary names the consequences too.
 */
export class ResourceProgress {
  readonly failures: ResourceFailure[] = [];
  private readonly running = new Map<string, { succeed: () => void; fail: (error: Error) => void }>();
  private readonly done = new Set<string>();

  constructor(
    private readonly output: Output,
    private readonly step: Step,
  ) {}

  see(event: StackEvent): void {
    const { LogicalResourceId: id = '', ResourceType: type = '', ResourceStatus: status = '' } = event;
    if (type === stackType && event.LogicalResourceId === event.StackName) return;
    if (status.endsWith('_FAILED')) return this.fail(event);
    if (status.endsWith('_IN_PROGRESS')) return this.begin(id, type, status);
    this.running.get(id)?.succeed();
    this.running.delete(id);
    this.done.add(id);
    this.step.note(`${this.done.size} resources done`);
  }

  /** Ends what is still shown as running. */
  close(): void {
    for (const { succeed } of this.running.values()) succeed();
    this.running.clear();
  }

  private begin(id: string, type: string, status: string): void {
    if (!isShown(type) || this.running.has(id)) return;
    // A rejected step is shown as failed; the failure is told by whoever waits for the stack.
    void this.output
      .step(
        status.startsWith('DELETE') ? `${plainName(type)}, deleted` : plainName(type),
        () => new Promise<void>((succeed, fail) => this.running.set(id, { succeed, fail })),
      )
      .catch(() => undefined);
  }

  private fail(event: StackEvent): void {
    const { LogicalResourceId: logicalId = '', ResourceType: type = '' } = event;
    const reason = event.ResourceStatusReason ?? 'CloudFormation gives no reason';
    this.running.get(logicalId)?.fail(new ResourceFailed(reason));
    this.running.delete(logicalId);
    if (!consequence.test(reason)) this.failures.push({ logicalId, type, reason });
  }
}
