import type { RequestHandler } from 'express';

import { httpPaths } from '../../contract';
import { UnknownHost } from '../errors';

const probePaths: readonly string[] = [httpPaths.liveness, httpPaths.readiness, httpPaths.metrics];

/** What a probe through the socket names as its host. */
const probeHosts = ['localhost', '127.0.0.1'];

/** Refuses requests that name another host than the allowed ones; health and metrics may always be asked for locally. */
export const allowedHosts =
  (hosts: readonly string[]): RequestHandler =>
  (request, _response, next) => {
    const host = (request.headers.host ?? '').replace(/:\d*$/, '').toLowerCase();
    const allowed = hosts.includes('*') || hosts.includes(host);
    const probe = probePaths.includes(request.path) && probeHosts.includes(host);
    next(allowed || probe ? undefined : new UnknownHost());
  };
