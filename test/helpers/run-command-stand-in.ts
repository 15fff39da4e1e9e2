import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { RemoteResult } from '../../bin/remote/remote-shell';

type RunScript = (script: string, instanceId: string) => Promise<RemoteResult>;

interface SentCommand {
  readonly InstanceIds: readonly [string];
  readonly Parameters: { readonly commands: readonly string[] };
}

/**
 * Before moto, for three calls of SSM: moto takes a command and says that it succeeded, without running it. Here it is run, and what it
 * prints is cut where AWS cuts it (API model 2014-11-06, GetCommandInvocation). Everything else goes on to moto.
 */
export class RunCommandStandIn {
  /** What was sent, in order. */
  readonly scripts: string[] = [];
  /** Commands with their answers, once there is one. */
  private readonly answers = new Map<string, RemoteResult | undefined>();
  private readonly server = createServer((incoming, response) => void this.handle(incoming, response));
  /** `false`: as an instance whose agent is not connected. */
  isOnline = true;
  /** Answers a further call, named as in `x-amz-target`; `undefined` leaves it to moto. */
  answerFor: (operation: string, input: unknown) => object | undefined = () => undefined;

  constructor(
    private readonly behind: () => string,
    private readonly runScript: RunScript,
  ) {}

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** By its name, as moto's own. */
  get endpoint(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const operation = String(incoming.headers['x-amz-target'] ?? '').replace('AmazonSSM.', '');
    const answer = this.answer(operation, body);
    if (answer === undefined) return this.passOn(incoming, body, response);
    const isError = '__type' in answer;
    response.writeHead(isError ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer));
  }

  private answer(operation: string, body: Buffer): object | undefined {
    if (operation === 'SendCommand') return this.send(JSON.parse(body.toString()) as SentCommand);
    if (operation === 'GetCommandInvocation')
      return this.invocation((JSON.parse(body.toString()) as { CommandId: string }).CommandId);
    return operation === '' ? undefined : this.answerFor(operation, JSON.parse(body.toString() || '{}'));
  }

  private send({ InstanceIds: [instanceId], Parameters }: SentCommand): object {
    if (!this.isOnline)
      return { __type: 'InvalidInstanceId', message: 'Instances not in a valid state for account' };
    const script = Parameters.commands.join('\n');
    const CommandId = randomUUID();
    this.scripts.push(script);
    this.answers.set(CommandId, undefined);
    void this.runScript(script, instanceId).then((result) => this.answers.set(CommandId, result));
    return { Command: { CommandId, InstanceIds: [instanceId], Status: 'Pending' } };
  }

  private invocation(CommandId: string): object {
    const result = this.answers.get(CommandId);
    if (result === undefined)
      return { CommandId, Status: 'InProgress', StatusDetails: 'InProgress', ResponseCode: -1 };
    const Status = result.code === 0 ? 'Success' : 'Failed';
    return {
      CommandId,
      Status,
      StatusDetails: Status,
      ResponseCode: result.code,
      StandardOutputContent: result.stdout.slice(0, 24_000),
      StandardErrorContent: result.stderr.slice(0, 8_000),
    };
  }

  private passOn({ method, url, headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { hostname, port } = new URL(this.behind());
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy()).end(body);
  }
}
