import { createConnection, type Socket } from 'node:net';

import { type Promised, readRequestLine } from './exchange';
import { type ReadAnswers, readAnswers } from './read-answers';

export interface Reply extends ReadAnswers {
  /** How the connection came to its end: by the client, by the server, or not in time. */
  readonly end: 'client' | 'server' | 'late';
  /** What came was no HTTP. */
  readonly malformed?: string;
}

/** How long a client that leaves waits before. */
const leaveAfterMs = 5;

/** Sends messages, one behind the other without waiting, over a connection of their own. Never rejects. */
export function send(
  socketPath: string,
  messages: readonly string[],
  promised: Promised,
  timeoutMs: number,
): Promise<Reply> {
  const socket = createConnection({ path: socketPath, allowHalfOpen: true });
  const bytes = Buffer.from(messages.join(''), 'latin1');
  if (promised === 'end') socket.end(bytes);
  if (promised !== 'end') socket.write(bytes);
  return receive(socket, messages, promised, timeoutMs);
}

function receive(
  socket: Socket,
  messages: readonly string[],
  promised: Promised,
  timeoutMs: number,
): Promise<Reply> {
  const methods = messages.map((message) => readRequestLine(message)?.method ?? 'GET');
  const enough = { each: messages.length, some: 1, end: Infinity, nothing: Infinity }[promised];
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const finish = (end: Reply['end']) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ...read(Buffer.concat(chunks), methods, end === 'server'), end });
    };
    const leave = () => finish(promised === 'nothing' ? 'client' : 'late');
    const timer = setTimeout(leave, promised === 'nothing' ? leaveAfterMs : timeoutMs);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const { answers, malformed } = read(Buffer.concat(chunks), methods, false);
      if (answers.length >= enough || malformed !== undefined) finish('client');
    });
    // A server that refuses a message may close while the rest of it is being written.
    socket.on('error', () => undefined);
    socket.on('end', () => finish('server'));
    socket.on('close', () => finish('server'));
  });
}

function read(
  bytes: Buffer,
  methods: readonly string[],
  ended: boolean,
): ReadAnswers & { malformed?: string } {
  try {
    return readAnswers(bytes, methods, ended);
  } catch (error) {
    return { answers: [], rest: bytes, malformed: (error as Error).message };
  }
}
