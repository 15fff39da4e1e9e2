import { randomBytes } from 'node:crypto';

import type { Request } from 'express';

import { requestIdHeader } from '../../contract';

/** As Nginx makes them (`$request_id`): 16 bytes in hexadecimal. */
const wellFormed = /^[0-9a-f]{32}$/;

const headerName = requestIdHeader.toLowerCase();

const ids = new WeakMap<Request, string>();

/**
 * The id that all log lines about a request share: the one that Nginx gave it, which replaces whatever a client sends,
 * otherwise a new one.
 */
export function requestIdOf(request: Request): string {
  const known = ids.get(request);
  if (known !== undefined) return known;
  const given = request.headers[headerName];
  const id = typeof given === 'string' && wellFormed.test(given) ? given : randomBytes(16).toString('hex');
  ids.set(request, id);
  return id;
}
