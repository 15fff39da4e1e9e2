import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { AwsConfig } from '../aws/clients';
import { exitCodes, UserError } from '../io/errors';
import type { RemoteResult, RemoteRunOptions, RemoteShell } from './remote-shell';

const firstPauseMs = 250;
const longestPauseMs = 1_000;
/** Until the agent has taken the script: the least that SendCommand accepts. */
const deliverySeconds = 30;
const underWay = ['Pending', 'InProgress', 'Delayed', 'Cancelling'];

/** Through Systems Manager's Run Command: no open port, no key, and CloudTrail knows who did it. */
export class RunCommandShell implements RemoteShell {
  readonly kind = 'ssm';
  private readonly client: SSMClient;

  constructor(
    aws: AwsConfig,
    private readonly instanceId: string,
  ) {
    this.client = new SSMClient(aws);
  }

  async run(script: string, { signal, timeoutMs }: RemoteRunOptions): Promise<RemoteResult> {
    const commandId = await this.send(script, timeoutMs, signal);
    const giveUpMs = performance.now() + timeoutMs + deliverySeconds * 1_000;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
      await pause(pauseMs, signal);
      const invocation = await this.ask(commandId, signal);
      if (invocation !== undefined && !underWay.includes(invocation.Status ?? ''))
        return resultOf(invocation, this.instanceId);
      if (performance.now() > giveUpMs)
        throw notReached(this.instanceId, 'it took the command and said nothing more');
    }
  }

  private async send(script: string, timeoutMs: number, abortSignal: AbortSignal): Promise<string> {
    const command = new SendCommandCommand({
      InstanceIds: [this.instanceId],
      DocumentName: 'AWS-RunShellScript',
      Comment: 'waffle',
      TimeoutSeconds: deliverySeconds,
      Parameters: {
        // The agent runs the lines as a file; without the first one by sh.
        commands: ['#!/bin/bash', ...script.split('\n')],
        executionTimeout: [String(Math.ceil(timeoutMs / 1_000))],
      },
    });
    try {
      return (await this.client.send(command, { abortSignal })).Command?.CommandId ?? '';
    } catch (error) {
      // So it calls an instance whose agent has never reported, or no more.
      if (error instanceof Error && error.name === 'InvalidInstanceId')
        throw notReached(this.instanceId, 'its agent is not connected', error);
      throw error;
    }
  }

  private async ask(CommandId: string, abortSignal: AbortSignal) {
    const command = new GetCommandInvocationCommand({ CommandId, InstanceId: this.instanceId });
    try {
      return await this.client.send(command, { abortSignal });
    } catch (error) {
      // It is made some moments after the command.
      if (error instanceof Error && error.name === 'InvocationDoesNotExist') return undefined;
      throw error;
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/** What an invocation that has ended came to. @throws UserError when the script did not end by itself */
export function resultOf(
  invocation: Pick<
    GetCommandInvocationCommandOutput,
    'Status' | 'StatusDetails' | 'ResponseCode' | 'StandardOutputContent' | 'StandardErrorContent'
  >,
  instanceId: string,
): RemoteResult {
  const { Status, StatusDetails = Status, ResponseCode = -1 } = invocation;
  const { StandardOutputContent: stdout = '', StandardErrorContent: stderr = '' } = invocation;
  if (Status === 'Success') return { code: 0, stdout, stderr };
  // Both details mean that nothing of it was run.
  if (/^(Delivery ?Timed ?Out|Undeliverable)$/i.test(StatusDetails ?? ''))
    throw notReached(instanceId, `the command was not delivered (${StatusDetails})`);
  if (Status === 'Failed' && ResponseCode >= 0) return { code: ResponseCode, stdout, stderr };
  throw new UserError(`The command on ${instanceId} did not come to its end: ${StatusDetails}.`, {
    code: Status === 'TimedOut' ? exitCodes.interrupted : exitCodes.failed,
    fix: 'waffle status shows how the instance is; then try again',
  });
}

const notReached = (instanceId: string, why: string, cause?: Error) =>
  new UserError(`Systems Manager does not reach the instance ${instanceId}: ${why}.`, {
    code: exitCodes.unreachable,
    fix: 'after a start or a reboot wait a minute; or go over SSH: --via ssh; waffle status shows how the instance is',
    cause,
  });
