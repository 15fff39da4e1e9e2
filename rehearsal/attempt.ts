import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { text as readText } from 'node:stream/consumers';

/** A request that was sent once, and what became of it. */
export interface Attempt {
  readonly status?: number | undefined;
  readonly text?: string;
  readonly error?: string | undefined;
  readonly reusedConnection: boolean;
  /** A kept connection that ended before a byte of the answer. */
  readonly closedUnanswered: boolean;
  /** The server said that it has done nothing about it (HTTP/2 alone can). */
  readonly refused?: boolean;
}

/** Over HTTP/1.1. */
export async function attempt(options: RequestOptions, body: Buffer | undefined): Promise<Attempt> {
  const request = httpsRequest(options);
  let bytesBefore = 0;
  request.once('socket', (socket) => (bytesBefore = socket.bytesRead));
  // The first error is heard below; one that follows from it must not end the process.
  request.on('error', () => undefined);
  try {
    const [response] = (await once(request.end(body), 'response')) as [IncomingMessage];
    const text = await readText(response);
    return {
      status: response.statusCode,
      text,
      reusedConnection: request.reusedSocket,
      closedUnanswered: false,
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const unanswered = (request.socket?.bytesRead ?? 0) === bytesBefore;
    const closed = code === 'ECONNRESET' || code === 'EPIPE';
    return {
      error: `${code ?? message}${unanswered ? '' : ' within the answer'}`,
      reusedConnection: request.reusedSocket,
      closedUnanswered: request.reusedSocket && unanswered && closed,
    };
  }
}
