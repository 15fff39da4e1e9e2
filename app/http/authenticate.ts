import type { Request, RequestHandler, Response } from 'express';

import { NotAuthenticated } from '../errors';
import { cookieNames, readCookie } from './cookies';
import { refuseCrossSite } from './same-site';

/** The id of the user that a permanent token belongs to, undefined for an unknown one. */
export type FindTokenOwner = (token: string) => Promise<number | undefined>;

/** What an access token says. */
export interface Access {
  readonly userId: number;
  /** What a page of ours must show to write with the cookie, where its address does not tell. */
  readonly csrfToken: string;
}

/** The ways to prove who one is. */
export interface Proofs {
  readonly findOwner: FindTokenOwner;
  /** Undefined for an access token that is none. */
  readonly readAccess: (token: string) => Promise<Access | undefined>;
  /** Whether pages of ours come over HTTPS alone. */
  readonly secure: boolean;
}

/** Lets only requests pass that prove who sends them. */
export const authenticate =
  (proofs: Proofs): RequestHandler =>
  async (request, response, next) => {
    response.locals.userId = await requireRequester(request, proofs);
    next();
  };

/** Lets anonymous requests pass too, but none with a bad token. A cookie, which comes unasked, counts for nothing. */
export const authenticateIfGiven =
  (proofs: Proofs): RequestHandler =>
  async (request, response, next) => {
    response.locals.userId = await findByHeader(request, proofs);
    next();
  };

/** The user that `authenticate` has found. */
export const requesterId = (response: Response): number => response.locals.userId as number;

/** The user whom header or cookie prove, the header first. Throws `NotAuthenticated` or `CrossSite`. */
export async function requireRequester(request: Request, proofs: Proofs): Promise<number> {
  const requester = (await findByHeader(request, proofs)) ?? (await findByCookie(request, proofs));
  if (requester === undefined) throw new NotAuthenticated();
  return requester;
}

async function findByHeader({ headers }: Request, proofs: Proofs): Promise<number | undefined> {
  const given = readAuthorization(headers.authorization);
  if (given === undefined) return undefined;
  const requester = await findBy[given.scheme](given.token, proofs);
  if (requester === undefined) throw new NotAuthenticated('Invalid token.', given.scheme);
  return requester;
}

const findBy = {
  Token: async (token: string, { findOwner }: Proofs) =>
    /^[0-9a-f]{40}$/.test(token) ? findOwner(token) : undefined,
  Bearer: async (token: string, { readAccess }: Proofs) => (await readAccess(token))?.userId,
};

async function findByCookie(request: Request, { readAccess, secure }: Proofs): Promise<number | undefined> {
  const token = readCookie(request, cookieNames.access);
  if (token === undefined) return undefined;
  const access = await readAccess(token);
  if (access === undefined) throw new NotAuthenticated('Invalid token.');
  if (!safeMethods.includes(request.method)) refuseCrossSite(request.headers, secure, access.csrfToken);
  return access.userId;
}

/** They change nothing, whoever makes a browser send them. */
const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

interface Authorization {
  readonly scheme: 'Token' | 'Bearer';
  readonly token: string;
}

/** What an `Authorization` header says; undefined without one or with another scheme. */
export function readAuthorization(header = ''): Authorization | undefined {
  const [name = '', token, ...others] = header.trim().split(/\s+/);
  const scheme = (['Token', 'Bearer'] as const).find((known) => known.toLowerCase() === name.toLowerCase());
  if (scheme === undefined) return undefined;
  if (token === undefined) {
    throw new NotAuthenticated('Invalid token header. No credentials provided.', scheme);
  }
  if (others.length > 0) {
    throw new NotAuthenticated('Invalid token header. Token string should not contain spaces.', scheme);
  }
  return { scheme, token };
}
