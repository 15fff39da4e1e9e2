import { isIP } from 'node:net';

import type { Request } from 'express';

/** The address that a request comes from. */
export type ClientAddress = (request: Pick<Request, 'headers' | 'socket'>) => string;

/**
 * Each proxy adds the address that it was asked from, so behind so many of them the entry at that place from the end is the
 * client's, and what stands before it is what the client says. Behind 0 a proxy on this machine is believed, as Nginx is,
 * and from elsewhere the header counts for nothing.
 */
export const clientAddressBehind =
  (hops: number): ClientAddress =>
  ({ headers, socket }) => {
    const peer = plain(socket.remoteAddress ?? '');
    if (hops === 0 && !isThisMachine(peer)) return peer;
    const entries = String(headers['x-forwarded-for'] ?? '').split(',');
    const forwarded = entries.at(-Math.max(hops, 1))?.trim() ?? '';
    return isIP(forwarded) > 0 ? plain(forwarded) : peer;
  };

/** Whoever has one address of IPv6 has as many as they like: those of one network, a /64, are one. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.replace(/%.*/, '').split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const middle =
    tail === undefined ? [] : Array<string>(Math.max(8 - groups.length - after.length, 0)).fill('0');
  const network = [...groups, ...middle, ...after].slice(0, 4);
  return `${network.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** A socket of both families shows addresses of IPv4 in the dress of IPv6. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** A unix socket has no address. */
const isThisMachine = (address: string) => address === '' || address === '::1' || address.startsWith('127.');
