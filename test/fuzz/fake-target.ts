import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import express from 'express';

import { createHttpServer } from '../../app/http/create-server';
import { makeTemporaryDirectory } from '../helpers/temporary-directory';
import { Population } from './population';
import type { Target } from './target';

/** What every call may be answered. */
export function refuse(response: ServerResponse): void {
  response.writeHead(400, { 'Content-Type': 'application/json' });
  response.end('{"detail":"This host name is not served here."}');
}

/** A server in this process that answers as the listener does. */
export async function startFakeTarget(
  listener: RequestListener,
  parts: Partial<Target> = {},
): Promise<Target & { readonly stop: () => Promise<void> }> {
  const directory = makeTemporaryDirectory(tmpdir());
  const socket = join(directory, 'fake.sock');
  const server = createHttpServer(express(), listener).listen(socket);
  await once(server, 'listening');
  return {
    socket,
    population: new Population([{ id: 1, username: 'ada', token: 'a'.repeat(40) }]),
    memory: () => Promise.resolve({ residentMiB: 100, heapMiB: 50 }),
    rest: () => Promise.resolve(),
    problems: () => [],
    ...parts,
    stop: async () => {
      server.close().closeAllConnections();
      await once(server, 'close');
      rmSync(directory, { recursive: true });
    },
  };
}
