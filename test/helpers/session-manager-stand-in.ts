import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** Given to the plugin alone; nobody else may see it. */
export const sessionToken = 'a-token-of-the-session';

/**
 * moto has no sessions: this answers StartSession and TerminateSession as the API's model says
 * (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html), and hands everything else on.
 */
export class SessionService {
  /** What was asked, by the operation. */
  readonly asked: { readonly operation: string; readonly input: Record<string, unknown> }[] = [];
  #server: Server | undefined;

  async start(motoEndpoint: string): Promise<string> {
    const server = createServer((incoming, answer) => void this.#answer(incoming, answer, motoEndpoint));
    this.#server = server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async #answer(incoming: IncomingMessage, answer: ServerResponse, motoEndpoint: string): Promise<void> {
    const body = await buffer(incoming);
    const operation = String(incoming.headers['x-amz-target']).replace('AmazonSSM.', '');
    if (!['StartSession', 'TerminateSession'].includes(operation)) {
      handOn(incoming, body, answer, motoEndpoint);
      return;
    }
    this.asked.push({ operation, input: JSON.parse(body.toString()) as Record<string, unknown> });
    const SessionId = 'student-0123456789abcdef0';
    const output = { SessionId, TokenValue: sessionToken, StreamUrl: 'wss://ssmmessages.example.com/' };
    answer.setHeader('content-type', 'application/x-amz-json-1.1');
    answer.end(JSON.stringify(operation === 'StartSession' ? output : { SessionId }));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    await Promise.resolve();
  }
}

function handOn(incoming: IncomingMessage, body: Buffer, answer: ServerResponse, endpoint: string): void {
  const { method, url, headers } = incoming;
  const outgoing = request(`${endpoint}${url}`, { method, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  outgoing.end(body);
}

/**
 * In place of Amazon's plugin, of which there is no package here: takes the same words and the token from the same variable, and
 * forwards from localhost:localPortNumber to host:portNumber. Names that only the instance knows are given to it.
 */
export function writePlugin(folder: string, hosts: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'session-manager-plugin');
  writeFileSync(file, `#!${process.execPath}\n${plugin.replace('HOSTS', JSON.stringify(hosts))}`);
  chmodSync(file, 0o755);
}

const plugin = `
const net = require('node:net');
const [variable, region, operation, profile, request, endpoint] = process.argv.slice(2);
if (variable === '--version') return console.log('1.2.707.0');
const { TokenValue } = JSON.parse(process.env[variable]);
if (TokenValue !== '${sessionToken}' || operation !== 'StartSession') process.exit(255);
const { DocumentName, Parameters } = JSON.parse(request);
if (DocumentName !== 'AWS-StartPortForwardingSessionToRemoteHost') process.exit(254);
const host = HOSTS[Parameters.host[0]] ?? Parameters.host[0];
const forward = (near) => {
  const far = net.connect(Number(Parameters.portNumber[0]), host);
  near.on('error', () => far.destroy()).pipe(far).on('error', () => near.destroy()).pipe(near);
};
net.createServer(forward).listen(Number(Parameters.localPortNumber[0]), 'localhost', () => console.log('Waiting for connections...'));
`;
