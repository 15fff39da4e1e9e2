import type { Duration } from 'aws-cdk-lib';
import { CfnWaitCondition, CfnWaitConditionHandle } from 'aws-cdk-lib';
import type { IDependable } from 'constructs';
import { Construct } from 'constructs';

export interface BootSignalProps {
  /** Differs for every server that is to be waited for: a wait condition waits at its creation only. */
  readonly serverKey: string;

  /** How long a server may take from its launch to its first answer. */
  readonly timeout: Duration;
}

/**
 * Holds the stack back until a new server has said how its boot went, by one HTTP PUT to a pre-signed URL: no agent,
 * no permission, and a failure carries its reason into the events of the stack.
 */
export class BootSignal extends Construct {
  /** Where the server PUTs `{"Status", "Reason", "UniqueId", "Data"}` to. */
  readonly url: string;
  private readonly condition: CfnWaitCondition;

  constructor(scope: Construct, id: string, { serverKey, timeout }: BootSignalProps) {
    super(scope, id);
    const handle = new CfnWaitConditionHandle(this, `Handle${serverKey}`);
    this.condition = new CfnWaitCondition(this, `Received${serverKey}`, {
      handle: handle.ref,
      count: 1,
      timeout: String(timeout.toSeconds()),
    });
    this.url = handle.ref;
  }

  /** Waiting begins once these exist. */
  waitAfter(...dependencies: IDependable[]) {
    this.condition.node.addDependency(...dependencies);
  }
}
