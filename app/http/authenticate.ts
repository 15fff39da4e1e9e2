import type { RequestHandler, Response } from 'express';

import { NotAuthenticated } from '../errors';

/** The id of the user that a token belongs to, undefined for an unknown one. */
export type FindTokenOwner = (key: string) => Promise<number | undefined>;

/** Lets only requests with a valid token pass. */
export const authenticate = (findOwner: FindTokenOwner): RequestHandler =>
  identify(findOwner, () => {
    throw new NotAuthenticated();
  });

/** Lets anonymous requests pass too, but none with a bad token. */
export const authenticateIfGiven = (findOwner: FindTokenOwner): RequestHandler =>
  identify(findOwner, () => undefined);

/** The user that `authenticate` has found. */
export const requesterId = (response: Response): number => response.locals.userId as number;

const identify =
  (findOwner: FindTokenOwner, onAnonymous: () => void): RequestHandler =>
  async (request, response, next) => {
    const key = readToken(request.headers.authorization);
    if (key === undefined) onAnonymous();
    if (key !== undefined) response.locals.userId = await ownerOf(key, findOwner);
    next();
  };

async function ownerOf(key: string, findOwner: FindTokenOwner): Promise<number> {
  const owner = /^[0-9a-f]{40}$/.test(key) ? await findOwner(key) : undefined;
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
