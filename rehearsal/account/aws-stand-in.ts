import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as ask,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { AccountFacts } from './aws-stand-in/account-facts';
import type { Answer } from './aws-stand-in/answer';
import { type AwsCall, readCall } from './aws-stand-in/aws-call';
import { Costs } from './aws-stand-in/costs';
import { type Fault, PlantedFault, refuse } from './aws-stand-in/faults';
import { FreeTier, markEligible, withEligibleTypes } from './aws-stand-in/free-tier';
import { OneOffTasks } from './aws-stand-in/one-off-tasks';
import { RunCommand } from './aws-stand-in/run-command';
import type { MotoServer } from './moto-server';

/**
 * Stands before moto: keeps a journal of what is asked, fails as planted, and answers what moto lacks or gets wrong
 * (docs/decisions/command-line-against-moto.md); anything else is moto's.
 */
export class AwsStandIn {
  readonly freeTier = new FreeTier();
  readonly costs = new Costs();
  readonly account = new AccountFacts();
  readonly runCommand = new RunCommand();
  readonly tasks = new OneOffTasks();
  /** What was asked, in order, answered or not. */
  readonly calls: AwsCall[] = [];
  #faults: PlantedFault[] = [];
  #onHang = (): void => undefined;
  /** Resolves when a planted `hang` has been met. */
  readonly hangs = new Promise<void>((resolve) => (this.#onHang = resolve));

  private constructor(
    private readonly moto: MotoServer,
    private readonly server: Server,
  ) {}

  static async start(moto: MotoServer): Promise<AwsStandIn> {
    const server = createServer({ keepAlive: true });
    const standIn = new AwsStandIn(moto, server);
    server.on('request', standIn.listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  /** For who serves it elsewhere too. */
  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    this.#serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  };

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a command line is given in place of moto's own. */
  get variables() {
    return { ...this.moto.variables, AWS_ENDPOINT_URL: this.endpoint };
  }

  get clientOptions() {
    return { ...this.moto.clientOptions, endpoint: this.endpoint };
  }

  /** From now on; of several the first that fits. */
  plant(...faults: readonly Fault[]): void {
    this.#faults.push(...faults.map((fault) => new PlantedFault(fault)));
  }

  /** Forgets the faults and the journal. */
  forget(): void {
    this.#faults = [];
    this.calls.length = 0;
  }

  /** `['ec2:DescribeInstances', …]`: each in the order of its first call. */
  get operations(): readonly string[] {
    return [...new Set(this.calls.map(({ service, operation }) => `${service}:${operation}`))];
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const call = readCall(request, body);
    if (call === undefined) return send(response, await this.#forward(request, body));
    this.calls.push(call);
    const fault = this.#faults.find((planted) => planted.hits(call));
    if (fault?.does === 'cut') return void request.socket.destroy();
    if (fault?.does === 'hang') return this.#onHang();
    if (fault !== undefined) return send(response, refuse(call, fault.does));
    send(
      response,
      this.#answer(call) ?? (await this.#forward(request, withEligibleTypes(call) ?? body, call)),
    );
  }

  #answer(call: AwsCall): Answer | undefined {
    const { freeTier, costs, account, runCommand, tasks } = this;
    for (const each of [freeTier, costs, account, runCommand, tasks]) {
      const answer = each.answer(call);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  async #forward({ method, url, headers }: IncomingMessage, body: Buffer, call?: AwsCall): Promise<Answer> {
    const target = new URL(url ?? '/', this.moto.endpoint);
    const asked = ask(target, { method, headers: forwarded(headers, target, body) });
    const answered = await new Promise<IncomingMessage>((resolve, reject) => {
      asked.once('response', resolve).once('error', reject).end(body);
    });
    const content = await buffer(answered);
    const isOfTypes = call?.operation === 'DescribeInstanceTypes';
    return {
      status: answered.statusCode ?? 500,
      headers: backward(answered.headers),
      body: isOfTypes ? markEligible(content.toString('utf8')) : content,
    };
  }
}

const forwarded = (headers: IncomingHttpHeaders, { host }: URL, body: Buffer): IncomingHttpHeaders => ({
  ...without(headers, 'expect', 'transfer-encoding'),
  host,
  'content-length': String(body.length),
});

const backward = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(without(headers, 'connection', 'transfer-encoding')).map(([name, value]) => [
      name,
      String(value),
    ]),
  );

const without = (headers: IncomingHttpHeaders, ...names: readonly string[]): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

/** The length is that of the body as it is sent on; of a HEAD it is what moto said. */
function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const content = Buffer.from(body);
  const length = content.length > 0 ? { 'content-length': String(content.length) } : {};
  response.writeHead(status, { ...headers, ...length }).end(content);
}
