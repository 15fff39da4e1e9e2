import { randomUUID } from 'node:crypto';
import { type Answer, jsonAnswer, jsonError } from './answer';
import type { AwsCall } from './aws-call';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Does on the instance what the agent would be told. */
export type RunOnInstance = (
  script: string,
  about: { readonly instanceId: string; readonly signal: AbortSignal },
) => Promise<Ran>;

interface Invocation {
  readonly CommandId: string;
  readonly InstanceId: string;
  readonly stop: AbortController;
  readonly startedAt: Date;
  Status: 'Pending' | 'InProgress' | 'Success' | 'Failed' | 'TimedOut' | 'Cancelled';
  ran: Ran;
}

/** The API model: the first 24,000 characters written to stdout, 8,000 to stderr. */
const longest = { output: 24_000, error: 8_000 } as const;
const pendingMs = 20;

/**
 * SSM's Run Command and sessions (AWS API model ssm 2014-11-06), which moto answers without running anything. As in AWS the
 * invocation is not there for a moment after SendCommand, and there is no output before the end.
 */
export class RunCommand {
  /** `undefined`: no instance has an agent that answers. */
  run: RunOnInstance | undefined;
  readonly #invocations = new Map<string, Invocation>();

  answer(call: AwsCall): Answer | undefined {
    const answer = this.#operations[call.service === 'ssm' ? call.operation : ''];
    return answer?.(call.parameters);
  }

  readonly #operations: Readonly<Record<string, (parameters: Readonly<Record<string, unknown>>) => Answer>> =
    {
      SendCommand: (parameters) => this.#send(parameters),
      GetCommandInvocation: ({ CommandId }) => this.#invocation(String(CommandId)),
      ListCommandInvocations: ({ CommandId }) => this.#list(String(CommandId)),
      CancelCommand: ({ CommandId }) => this.#cancel(String(CommandId)),
      DescribeInstanceInformation: ({ Filters, InstanceInformationFilterList }) =>
        this.#instances(Filters ?? InstanceInformationFilterList),
      StartSession: ({ Target }) => this.#startSession(String(Target)),
      TerminateSession: ({ SessionId }) => jsonAnswer({ SessionId }),
    };

  #send(parameters: Readonly<Record<string, unknown>>): Answer {
    const { InstanceIds = [], DocumentName, Comment = '' } = parameters;
    const given = (parameters['Parameters'] ?? {}) as Readonly<Record<string, readonly string[]>>;
    const [InstanceId = ''] = InstanceIds as readonly string[];
    if (DocumentName !== 'AWS-RunShellScript')
      return jsonError('InvalidDocument', 'Document does not exist.');
    if (this.run === undefined || InstanceId === '') {
      return jsonError('InvalidInstanceId', 'Instances not in a valid state for account');
    }
    const invocation: Invocation = {
      CommandId: randomUUID(),
      InstanceId,
      stop: new AbortController(),
      startedAt: new Date(),
      Status: 'Pending',
      ran: { code: -1, stdout: '', stderr: '' },
    };
    this.#invocations.set(invocation.CommandId, invocation);
    const script = (given['commands'] ?? []).join('\n');
    void this.#execute(invocation, script, Number(given['executionTimeout']?.[0] ?? 3600));
    return jsonAnswer({
      Command: {
        CommandId: invocation.CommandId,
        DocumentName,
        Comment,
        InstanceIds,
        Status: 'Pending',
        RequestedDateTime: invocation.startedAt.getTime() / 1000,
        TargetCount: 1,
      },
    });
  }

  async #execute(invocation: Invocation, script: string, timeoutSeconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, pendingMs));
    if (invocation.Status === 'Cancelled') return;
    invocation.Status = 'InProgress';
    const { stop, InstanceId: instanceId } = invocation;
    const limit = setTimeout(() => stop.abort('TimedOut'), timeoutSeconds * 1000);
    try {
      const ran = await this.run?.(script, { instanceId, signal: stop.signal });
      if (ran === undefined) return;
      invocation.ran = ran;
      invocation.Status = ran.code === 0 ? 'Success' : 'Failed';
    } catch (error) {
      invocation.ran = { code: -1, stdout: '', stderr: String(error) };
      invocation.Status = 'Failed';
    } finally {
      clearTimeout(limit);
      if (stop.signal.aborted) {
        invocation.Status = stop.signal.reason === 'TimedOut' ? 'TimedOut' : 'Cancelled';
      }
    }
  }

  #invocation(CommandId: string): Answer {
    const invocation = this.#invocations.get(CommandId);
    if (invocation === undefined || invocation.Status === 'Pending') {
      return jsonError('InvocationDoesNotExist', '');
    }
    return jsonAnswer(describe(invocation));
  }

  #list(CommandId: string): Answer {
    const invocation = this.#invocations.get(CommandId);
    return jsonAnswer({ CommandInvocations: invocation === undefined ? [] : [describe(invocation)] });
  }

  #cancel(CommandId: string): Answer {
    const invocation = this.#invocations.get(CommandId);
    if (invocation?.Status === 'Pending') invocation.Status = 'Cancelled';
    if (invocation?.Status === 'InProgress') invocation.stop.abort('Cancelled');
    return jsonAnswer({});
  }

  #instances(filters: unknown): Answer {
    const wanted = (filters ?? []) as {
      Key?: string;
      key?: string;
      Values?: string[];
      valueSet?: string[];
    }[];
    const ids = wanted.flatMap(({ Key, key, Values, valueSet }) =>
      (Key ?? key) === 'InstanceIds' ? (Values ?? valueSet ?? []) : [],
    );
    const known = this.run === undefined ? [] : ids;
    const InstanceInformationList = known.map((InstanceId) => ({
      InstanceId,
      PingStatus: 'Online',
      LastPingDateTime: Date.now() / 1000,
      AgentVersion: '3.3.3050.0',
      PlatformType: 'Linux',
      PlatformName: 'Amazon Linux',
      ResourceType: 'EC2Instance',
    }));
    return jsonAnswer({ InstanceInformationList });
  }

  #startSession(target: string): Answer {
    if (this.run === undefined) return jsonError('TargetNotConnected', `${target} is not connected.`);
    const SessionId = `ada-${randomUUID().slice(0, 17)}`;
    const StreamUrl = `wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/${SessionId}?role=publish_subscribe`;
    return jsonAnswer({ SessionId, StreamUrl, TokenValue: 'the token of a session' });
  }
}

function describe({ CommandId, InstanceId, Status, ran, startedAt }: Invocation) {
  const isDone = Status !== 'Pending' && Status !== 'InProgress';
  const visible = Status === 'Success' || Status === 'Failed' ? ran : { stdout: '', stderr: '' };
  return {
    CommandId,
    InstanceId,
    DocumentName: 'AWS-RunShellScript',
    PluginName: 'aws:runShellScript',
    Status,
    StatusDetails: Status === 'TimedOut' ? 'Execution Timed Out' : Status,
    ResponseCode: isDone ? ran.code : -1,
    ExecutionStartDateTime: startedAt.toISOString(),
    StandardOutputContent: visible.stdout.slice(0, longest.output),
    StandardErrorContent: visible.stderr.slice(0, longest.error),
  };
}
