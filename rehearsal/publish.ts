import { connect, createServer, type AddressInfo } from 'node:net';
import { exitCodes, UserError } from '../bin/io/errors';

/** Makes a unix socket reachable at a port of the loopback address. @returns the port and how to stop */
export async function publish(socket: string, port: number) {
  const server = createServer((client) => {
    const upstream = connect(socket);
    client.on('error', () => upstream.destroy()).pipe(upstream);
    upstream.on('error', () => client.destroy()).pipe(client);
  });
  await new Promise<void>((resolve, reject) => {
    server
      .once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)))
      .listen(port, '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

const explain = (error: NodeJS.ErrnoException, port: number) =>
  error.code === 'EADDRINUSE'
    ? new UserError(`Port ${port} is in use.`, {
        code: exitCodes.usage,
        fix: 'Choose another one with --port, 0 for any that is free.',
      })
    : error;
