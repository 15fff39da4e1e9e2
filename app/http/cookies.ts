import { parse } from 'cookie';
import type { Request, Response } from 'express';

import { httpPaths } from '../../contract';

export const cookieNames = { access: 'access', refresh: 'refresh', csrf: 'csrftoken' } as const;

/** The value of a cookie of the request; undefined without one, or with an empty one. */
export const readCookie = ({ headers }: Request, name: string): string | undefined =>
  headers.cookie === undefined ? undefined : parse(headers.cookie)[name] || undefined;

/** Only what refreshes and ends a session sees the token for it. */
const attributes = {
  access: { path: '/', httpOnly: true },
  refresh: { path: `${httpPaths.api}auth/`, httpOnly: true },
  // For a page of ours to read.
  csrf: { path: '/', httpOnly: false },
};

export type CookieName = keyof typeof cookieNames;

export interface CookieValue {
  readonly value: string;
  readonly maxAgeSeconds: number;
}

/** Sends cookies with the answer; `secure`: over HTTPS alone. */
export function setCookies(
  response: Response,
  secure: boolean,
  cookies: Readonly<Record<CookieName, CookieValue>>,
): void {
  for (const [name, { value, maxAgeSeconds }] of Object.entries(cookies) as [CookieName, CookieValue][]) {
    const options = { ...attributes[name], secure, sameSite: 'lax' as const, maxAge: maxAgeSeconds * 1_000 };
    response.cookie(cookieNames[name], value, options);
  }
  // Nobody between keeps what signs in.
  response.set('Cache-Control', 'no-store');
}

/** Tells the browser to forget them all. */
export function clearCookies(response: Response, secure: boolean): void {
  for (const name of Object.keys(cookieNames) as CookieName[])
    response.clearCookie(cookieNames[name], { ...attributes[name], secure, sameSite: 'lax' });
}
