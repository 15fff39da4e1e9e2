import type { Request } from 'express';

import { canonicalPath, httpPaths } from '../../contract';

/** What no route matches; its paths are anybody's invention. */
const unmatched = 'unmatched';

/**
 * The pattern that a request matched, such as `/api/v1/seminar/:id/`: unlike its path, it holds nothing of a person, and
 * there are few of them.
 */
export function routeOf({ route, originalUrl }: Request): string {
  const { path } = (route ?? {}) as { path?: unknown };
  if (typeof path !== 'string') return unmatched;
  const isBelowApi = canonicalPath(originalUrl).startsWith(httpPaths.api) && !path.startsWith(httpPaths.api);
  return isBelowApi ? httpPaths.api + path.slice(1) : path;
}
