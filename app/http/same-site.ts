import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { CrossSite } from '../errors';

export const csrfHeader = 'x-csrftoken';

/** Whether a page of this site sent the request, one of another, or nothing tells. */
export type Sender = 'own' | 'foreign' | 'unknown';

/**
 * Lets pass what a page of this site sends, or what has the token that only such a page can read. To be asked before a
 * write that rests on a cookie: a browser sends cookies along whoever makes it ask. Throws `CrossSite`.
 */
export function refuseCrossSite(headers: IncomingHttpHeaders, secure: boolean, csrfToken: string): void {
  if (senderOf(headers, secure) === 'own') return;
  if (isSame(String(headers[csrfHeader] ?? ''), csrfToken)) return;
  throw new CrossSite();
}

/** Lets pass what is no browser too. For what needs no cookie and sets some. Throws `CrossSite`. */
export function refuseForeignSite(headers: IncomingHttpHeaders, secure: boolean): void {
  if (senderOf(headers, secure) === 'foreign') throw new CrossSite();
}

/** By what browsers say and pages cannot change; a single sign of another site is enough. `secure`: HTTPS alone is ours. */
export function senderOf(headers: IncomingHttpHeaders, secure: boolean): Sender {
  const signs = [byFetchSite(headers['sec-fetch-site']), byAddress(headers, secure)];
  return signs.find((sign) => sign === 'foreign') ?? signs.find((sign) => sign === 'own') ?? 'unknown';
}

/** `none` is the user's own doing, an address typed: no page sent it. */
function byFetchSite(header: string | string[] | undefined): Sender {
  if (header === undefined || header === 'none') return 'unknown';
  return header === 'same-origin' ? 'own' : 'foreign';
}

/** What a sandbox or a redirection has made anonymous is `null`. */
function byAddress({ origin, referer, host = '' }: IncomingHttpHeaders, secure: boolean): Sender {
  const address = origin ?? referer;
  if (address === undefined) return 'unknown';
  return URL.canParse(address) && isOwn(new URL(address), host, secure) ? 'own' : 'foreign';
}

/** Nginx hands the name on without its port, and then the port says nothing. */
function isOwn({ protocol, hostname, host: authority }: URL, host: string, secure: boolean): boolean {
  if (protocol !== 'https:' && (secure || protocol !== 'http:')) return false;
  const own = `${protocol}//${host}`;
  if (!URL.canParse(own)) return false;
  return /:\d+$/.test(host) ? new URL(own).host === authority : new URL(own).hostname === hostname;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
