import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Instance } from '../instance';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As the agent does: the script as a file of root's; its errors and its code come after its output. */
const asAgent = `script=$(mktemp) && errors=$(mktemp) && cat >"$script" && chmod 0700 "$script"
"$script" 2>"$errors" </dev/null
printf '\\n%s %s' $? "$(base64 -w 0 "$errors")"
rm -f "$script" "$errors"`;

/**
 * AWS as the laptop sees it, at a port of the loopback interface: moto, through its socket, but for Run Command. That moto only
 * pretends; here it runs in the instance, and its output is cut where AWS cuts it (API model of SSM 2014-11-06).
 */
export class RunCommandFront {
  private readonly answers = new Map<string, Ended | undefined>();

  private constructor(
    private readonly socketPath: string,
    private readonly instance: Instance,
    private readonly server: Server,
  ) {}

  static async start(socketPath: string, instance: Instance): Promise<RunCommandFront> {
    const server = createServer((incoming, response) => void front.handle(incoming, response));
    const front = new RunCommandFront(socketPath, instance, server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const operation = String(incoming.headers['x-amz-target'] ?? '');
    const answer = this.answer(operation, body.toString());
    if (answer === undefined) return this.passOn(incoming, body, response);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer));
  }

  private answer(operation: string, body: string): object | undefined {
    if (operation === 'AmazonSSM.SendCommand') {
      const { Parameters } = JSON.parse(body) as { Parameters: { commands: string[] } };
      return this.send(Parameters.commands.join('\n'));
    }
    if (operation !== 'AmazonSSM.GetCommandInvocation') return undefined;
    return this.invocation((JSON.parse(body) as { CommandId: string }).CommandId);
  }

  private send(script: string): object {
    const CommandId = randomUUID();
    this.answers.set(CommandId, undefined);
    const failed = (error: Error) => ({ code: 1, stdout: '', stderr: error.message });
    void this.runScript(script)
      .catch(failed)
      .then((ended) => this.answers.set(CommandId, ended));
    return { Command: { CommandId, Status: 'Pending' } };
  }

  private async runScript(input: string): Promise<Ended> {
    const said = await this.instance.run(['bash', '-c', asAgent], { input });
    const end = said.lastIndexOf('\n');
    const [code = '', errors = ''] = said.slice(end + 1).split(' ');
    return {
      code: Number(code),
      stdout: said.slice(0, end),
      stderr: Buffer.from(errors, 'base64').toString(),
    };
  }

  private invocation(CommandId: string): object {
    const ended = this.answers.get(CommandId);
    if (ended === undefined) return { CommandId, Status: 'InProgress', ResponseCode: -1 };
    const Status = ended.code === 0 ? 'Success' : 'Failed';
    return {
      CommandId,
      ...{ Status, StatusDetails: Status, ResponseCode: ended.code },
      StandardOutputContent: ended.stdout.slice(0, 24_000),
      StandardErrorContent: ended.stderr.slice(0, 8_000),
    };
  }

  private passOn({ method, url, headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { socketPath } = this;
    const onward = request({ socketPath, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy()).end(body);
  }
}
