import type { Request, RequestHandler, Response } from 'express';

import { NotAuthenticated } from '../errors';

/** The id of the user that a token belongs to, undefined for an unknown one. */
export type FindTokenOwner = (token: string) => Promise<number | undefined>;

/** Lets only requests with a valid token pass. */
export const authenticate =
  (findOwner: FindTokenOwner): RequestHandler =>
  async (request, response, next) => {
    response.locals.userId = await requireRequester(request, findOwner);
    next();
  };

/** Lets anonymous requests pass too, but none with a bad token. */
export const authenticateIfGiven =
  (findOwner: FindTokenOwner): RequestHandler =>
  async (request, response, next) => {
    response.locals.userId = await findRequester(request, findOwner);
    next();
  };

/** The user that `authenticate` has found. */
export const requesterId = (response: Response): number => response.locals.userId as number;

/** The user whose token the request has. Throws `NotAuthenticated`. */
export async function requireRequester(request: Request, findOwner: FindTokenOwner): Promise<number> {
  const requester = await findRequester(request, findOwner);
  if (requester === undefined) throw new NotAuthenticated();
  return requester;
}

async function findRequester({ headers }: Request, findOwner: FindTokenOwner): Promise<number | undefined> {
  const token = readToken(headers.authorization);
  if (token === undefined) return undefined;
  const owner = /^[0-9a-f]{40}$/.test(token) ? await findOwner(token) : undefined;
  if (owner === undefined) throw new NotAuthenticated('Invalid token.');
  return owner;
}

/** The token of an `Authorization` header; undefined without one or with another scheme. */
function readToken(header = ''): string | undefined {
  const [scheme = '', ...parts] = header.trim().split(/\s+/);
  if (scheme.toLowerCase() !== 'token') return undefined;
  if (parts.length === 0) throw new NotAuthenticated('Invalid token header. No credentials provided.');
  if (parts.length > 1) {
    throw new NotAuthenticated('Invalid token header. Token string should not contain spaces.');
  }
  return parts[0];
}
