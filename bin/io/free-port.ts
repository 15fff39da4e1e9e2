import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { exitCodes, UserError } from './errors';

/** A port of the loopback interface that nobody has: this one, or any. @throws UserError where it is taken */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  server.listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new UserError(`Port ${wanted} of 127.0.0.1 cannot be had: ${(error as Error).message}`, {
      code: exitCodes.usage,
      fix: 'name another one with --port, or leave it out and any free one is taken',
      cause: error,
    });
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
