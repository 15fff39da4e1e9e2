import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  /** How many the connection carried before. */
  readonly before: number;
  /** Of all requests, from 0. */
  readonly number: number;
}

/**
 * A server on a unix socket in the directory, with `key.pem` and `certificate.pem` of it, and a note of what reached it.
 */
export async function serveHttps(directory: string, answer: (exchange: Exchange) => unknown) {
  const read = (name: string) => readFileSync(join(directory, name), 'utf8');
  const options = { key: read('key.pem'), cert: read('certificate.pem') };
  const carried = new Map<Socket, number>();
  const arrivedAtMs: number[] = [];
  const server = createServer(options, (request, response) => {
    const { socket } = request;
    const before = carried.get(socket) ?? 0;
    carried.set(socket, before + 1);
    const number = arrivedAtMs.push(performance.now()) - 1;
    request.resume().once('end', () => void answer({ request, response, socket, before, number }));
  });
  const httpsSocket = join(directory, 'https.sock');
  await once(server.listen(httpsSocket), 'listening');
  return {
    httpsSocket,
    rootCertificate: options.cert,
    arrivedAtMs,
    /** How many requests each connection carried. */
    carried: () => [...carried.values()],
    close: () => server.close().closeAllConnections(),
  };
}
