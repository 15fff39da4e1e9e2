import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface BurstOptions {
  readonly port: number;
  readonly path: string;
  readonly authorization: string;
  readonly requests: number;
  /** What an answer's body has to be, as parsed JSON text. */
  readonly isRight: (body: string) => boolean;
}

export interface BurstResult {
  /** Answers other than a right 200, and connections that failed. */
  readonly refused: number;
  readonly milliseconds: number;
}

const timeoutMs = 30_000;

/** Opens all connections first, then sends all requests at once. */
export async function burst(options: BurstOptions): Promise<BurstResult> {
  const sockets = await Promise.all(Array.from({ length: options.requests }, () => open(options.port)));
  const startMs = performance.now();
  const answers = await Promise.all(sockets.map((socket) => ask(socket, options)));
  const refused = answers.filter((answer) => !isRightAnswer(answer, options.isRight)).length;
  return { refused, milliseconds: performance.now() - startMs };
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setTimeout(timeoutMs, () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** The whole answer; what came until then when the connection fails. */
async function ask(socket: Socket, { path, authorization }: BurstOptions): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.0\r\nHost: api.example.com\r\nAuthorization: ${authorization}\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString();
}

function isRightAnswer(answer: string, isRight: (body: string) => boolean): boolean {
  const end = answer.indexOf('\r\n\r\n');
  return /^HTTP\/1\.[01] 200 /.test(answer) && isRight(answer.slice(end + 4));
}
