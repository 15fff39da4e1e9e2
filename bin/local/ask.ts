import { once } from 'node:events';
import { request, type RequestOptions } from 'node:http';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import mariadb from 'mariadb';
import { exitCodes, UserError } from '../io/errors';
import { databaseName, databaseUser } from './database';

/** Where a server of this machine listens. */
export type Address = { readonly path: string } | { readonly host: string; readonly port: number };

const timeoutMs = 2_000;

/** Resolves once the API's user can sign in. */
export async function askDatabase(address: Address, password = ''): Promise<void> {
  const where = 'path' in address ? { socketPath: address.path } : address;
  const connection = await mariadb.createConnection({
    ...where,
    user: databaseUser,
    password,
    database: databaseName,
    connectTimeout: timeoutMs,
    allowPublicKeyRetrieval: true,
  });
  await connection.end();
}

/** Resolves once Redis answers a PING. */
export async function askRedis(address: Address): Promise<void> {
  const connection = createConnection(address).setTimeout(timeoutMs, () => connection.destroy());
  try {
    await once(connection, 'connect');
    connection.write('PING\r\n');
    const [answer] = (await once(connection, 'data')) as [Buffer];
    if (!answer.toString().startsWith('+PONG')) throw new Error(answer.toString().trim());
  } finally {
    connection.destroy();
  }
}

/** The status of one GET. */
export async function askHttp(options: RequestOptions): Promise<number> {
  const sent = request({ ...options, agent: false, timeout: timeoutMs }, (answer) => answer.resume());
  sent.once('timeout', () => sent.destroy(new Error('no answer'))).end();
  const [answer] = (await once(sent, 'response')) as [{ statusCode?: number }];
  return answer.statusCode ?? 0;
}

/** The port itself, or any free one for 0. @throws UserError when it is taken */
export async function freePort(port: number): Promise<number> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, port);
  } finally {
    server.close();
  }
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return error;
  const problem = error.code === 'EACCES' ? 'needs root' : 'is in use';
  return new UserError(`Port ${port} of 127.0.0.1 ${problem}.`, {
    code: exitCodes.usage,
    fix: 'Choose another one: waffle local --port 8081, or --port 0 for any that is free.',
  });
}
