import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { UserError } from '../io/errors';

/** Who runs a `waffle local`. */
export interface Owner {
  readonly pid: number;
  /** Where it serves. */
  readonly url: string;
}

/**
 * Claims the checkout for as long as this process lives: it listens on a socket and tells whoever asks who it is. What
 * a killed one leaves behind answers nobody and is taken over; `prepare` clears it away and says who we are.
 * @throws UserError naming the one that runs
 */
export async function claim(
  socket: string,
  prepare: () => Promise<Owner>,
): Promise<Owner & { release(): void }> {
  const other = await ask(socket);
  if (other) {
    throw new UserError(`It already runs here: process ${other.pid}, at ${other.url}.`, {
      fix: `Use it, or end it with Ctrl-C in its terminal or with: kill ${other.pid}`,
    });
  }
  const owner = await prepare();
  const server = createServer((connection) => {
    connection.on('error', () => undefined).end(JSON.stringify(owner));
  });
  await once(server.listen(socket), 'listening');
  server.unref();
  return { ...owner, release: () => server.close() };
}

/** Who answers at the socket, if anybody does. */
async function ask(socket: string): Promise<Owner | undefined> {
  const connection = createConnection(socket).setEncoding('utf8').setTimeout(1_000);
  connection.once('timeout', () => connection.destroy(new Error('no answer')));
  try {
    let text = '';
    for await (const part of connection) text += String(part);
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
}
