import type { RequestHandler } from 'express';

import { httpPaths } from '../../contract';
import { UnknownHost } from '../errors';

const probePaths: readonly string[] = [httpPaths.liveness, httpPaths.readiness, httpPaths.metrics];

/** What a probe through the socket names as its host. */
const probeHosts = ['localhost', '127.0.0.1'];

/**
 * Refuses requests that name another host than the allowed ones; health and metrics may always be asked for locally, and by
 * the address that was connected to, as a balancer asks.
 */
export const allowedHosts =
  (hosts: readonly string[]): RequestHandler =>
  (request, _response, next) => {
    const { host } = request.headers;
    const own = request.socket.localAddress?.replace(/^::ffff:/, '') ?? '';
    const probe = probePaths.includes(request.path) && isNamed(host, [...probeHosts, own, `[${own}]`]);
    next(probe || isAllowedHost(hosts)(host) ? undefined : new UnknownHost());
  };

/** Whether a Host header names one of the allowed hosts. */
export const isAllowedHost =
  (hosts: readonly string[]) =>
  (header: string | undefined): boolean =>
    hosts.includes('*') || isNamed(header, hosts);

const isNamed = (header = '', hosts: readonly string[]) =>
  hosts.includes(header) || hosts.includes(header.replace(/:\d*$/, '').toLowerCase());
