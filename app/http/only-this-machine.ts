import { isIP } from 'node:net';

import type { Request, RequestHandler } from 'express';

import { NotFound } from '../errors';

const localNames = ['localhost', '127.0.0.1', '[::1]'];

/**
 * For everybody else the page does not exist. The name counts too: a page of somebody else, whose name their DNS leads to
 * 127.0.0.1 (rebinding), reaches this server from the developer's own browser, but under that name.
 */
export const onlyThisMachine: RequestHandler = (request, _response, next) => {
  next(isLocal(request) ? undefined : new NotFound());
};

/** For whoever asks this process itself, as a balancer's health check does, and not through a balancer. */
export const notForwarded: RequestHandler = (request, _response, next) => {
  next(isDirect(request) ? undefined : new NotFound());
};

function isLocal(request: Request): boolean {
  const { headers, socket } = request;
  const name = (headers.host ?? '').replace(/:\d*$/, '').toLowerCase();
  return localNames.includes(name) && isLoopback(socket.remoteAddress ?? '') && isDirect(request);
}

function isDirect({ headers }: Request): boolean {
  const forwardedFor = headers['x-forwarded-for'];
  return forwardedFor === undefined || isLoopback(String(forwardedFor));
}

/** A unix socket has no address; who may use it is a matter of its mode. */
const isLoopback = (address: string) =>
  address === '' || address === 'unix:' || (isIP(address) > 0 && /^(127\.|::1$|::ffff:127\.)/.test(address));
