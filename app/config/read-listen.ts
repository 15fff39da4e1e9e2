import { isIP } from 'node:net';

import { environmentVariables as names } from '../../contract';
import { quote, type Reader } from './reader';
import { isSocketPath, socketPaths } from './socket-path';

/** A unix socket, or an address of this machine with a port (0: any free one). */
export type ListenAddress = { readonly socket: string } | { readonly host: string; readonly port: number };

export function readListenAddress(reader: Reader): ListenAddress {
  const socket = reader.optional(names.listenSocket);
  if (socket === undefined)
    return { host: readHost(reader), port: reader.integer(names.port, 8000, 0, 65_535) };
  if (isSocketPath(socket)) return { socket };
  return reader.problem(
    { socket },
    names.listenSocket,
    quote(socket),
    socketPaths,
    'Give a path such as /run/waffle-backend/a/app.sock.',
  );
}

function readHost(reader: Reader): string {
  const host = reader.optional(names.host) ?? '127.0.0.1';
  if (isIP(host) > 0) return host;
  const change = 'Give 0.0.0.0 in a container, or unset it for 127.0.0.1.';
  return reader.problem(host, names.host, quote(host), 'an address of this machine', change);
}

export function readAllowedHosts(reader: Reader): readonly string[] {
  const hosts = (reader.optional(names.allowedHosts) ?? (reader.production ? '' : '*'))
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
  const allowed = 'host names separated by commas, without scheme or port';
  const change = 'Name the hosts that clients use, such as api.example.com.';
  if (hosts.length === 0) reader.problem(hosts, names.allowedHosts, 'nothing', allowed, change);
  if (hosts.includes('*') && reader.production)
    reader.problem(hosts, names.allowedHosts, '"*"', `${allowed}; "*" only outside production`, change);
  const malformed = hosts.filter((host) => host !== '*' && !/^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(host));
  if (malformed.length > 0)
    reader.problem(hosts, names.allowedHosts, malformed.map(quote).join(', '), allowed, change);
  return hosts;
}
