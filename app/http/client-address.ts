import { isIP } from 'node:net';

import type { Request } from 'express';

/**
 * The address that a request comes from. Nginx, which is on this machine, says whose it is and lets no client say it; from
 * elsewhere the header counts for nothing.
 */
export function clientAddress({ headers, socket }: Pick<Request, 'headers' | 'socket'>): string {
  const peer = plain(socket.remoteAddress ?? '');
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  return isThisMachine(peer) && forwarded !== undefined && isIP(forwarded) > 0 ? plain(forwarded) : peer;
}

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
