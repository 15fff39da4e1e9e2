import { chmodSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createConnection } from 'node:net';

import type { ListenAddress } from '../config';

/** Read and write for the user and its group, to which Nginx belongs. */
const socketMode = 0o660;

/** Connections that may wait to be accepted; the kernel's somaxconn caps it. */
const backlog = 1024;

/** Starts to accept connections. Throws when the address is taken. */
export async function listen(server: Server, address: ListenAddress): Promise<void> {
  if ('socket' in address) {
    await removeStaleSocket(address.socket);
    server.listen({ path: address.socket, backlog });
  } else {
    server.listen({ ...address, backlog });
  }
  await once(server, 'listening');
  if ('socket' in address) chmodSync(address.socket, socketMode);
}

/** A process that was killed leaves its socket behind, and the name cannot be taken while it is there. */
async function removeStaleSocket(path: string): Promise<void> {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined) return;
  if (!file.isSocket())
    throw new Error(`${path} exists and is no socket; remove it or set another LISTEN_SOCKET.`);
  if (await answers(path))
    throw new Error(`Another process listens on ${path}; stop it or set another LISTEN_SOCKET.`);
  rmSync(path);
}

async function answers(path: string): Promise<boolean> {
  const connection = createConnection(path);
  try {
    await once(connection, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    connection.destroy();
  }
}
