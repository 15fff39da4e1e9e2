import { createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';

import type { Site } from './servers/nginx-configuration';
import type { Stack } from './stacks';

/** A stack with its place: the port of Nginx, its sockets, its log. */
export interface PlacedStack {
  readonly stack: Stack;
  readonly site: Site;
  readonly sockets: readonly string[];
  readonly logFile: string;
}

export async function placeStacks(
  stacks: readonly Stack[],
  directory: string,
  answerFile: string,
): Promise<PlacedStack[]> {
  const ports = await freePorts(stacks.length);
  return stacks.map((stack, index) => {
    const { name, protocol, processes } = stack;
    const sockets = Array.from({ length: processes }, (_, number) =>
      path.join(directory, `${name}-${number + 1}.sock`),
    );
    const route = protocol === 'file' ? { kind: protocol, file: answerFile } : { kind: protocol, sockets };
    const site = { name, port: ports[index] ?? 0, route };
    return { stack, site, sockets, logFile: path.join(directory, `${name}.log`) };
  });
}

/** Asked for at once, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
