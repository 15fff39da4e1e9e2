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

function isLocal({ headers, socket }: Request): boolean {
  const name = (headers.host ?? '').replace(/:\d*$/, '').toLowerCase();
  const forwardedFor = headers['x-forwarded-for'];
  return (
    localNames.includes(name) &&
    isLoopback(socket.remoteAddress ?? '') &&
    (forwardedFor === undefined || isLoopback(String(forwardedFor)))
  );
}

/** A unix socket has no address; who may use it is a matter of its mode. */
const isLoopback = (address: string) =>
  address === '' || address === 'unix:' || (isIP(address) > 0 && /^(127\.|::1$|::ffff:127\.)/.test(address));
