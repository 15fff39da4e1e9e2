import { Router, type RequestHandler } from 'express';

import { MethodNotAllowed } from '../errors';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export type Routes = Partial<Record<Method, readonly RequestHandler[]>>;

/** A router that tells `/user/` from `/user` and from `/USER/`. */
export const createRouter = () => Router({ strict: true, caseSensitive: true });

/**
 * Routes one path, which ends in `/`. Another method is 405 for whoever passes `authenticate`; a GET without the slash is
 * redirected to the path with it.
 */
export function resource(router: Router, path: string, authenticate: RequestHandler, routes: Routes): void {
  for (const [method, handlers] of Object.entries(routes)) {
    router[method as Method](path, ...handlers);
  }
  router.all(path, authenticate, refuseMethod(routes));
  // Express answers OPTIONS by itself where a path has handlers, and none for OPTIONS.
  router.all(path.slice(0, -1), redirectToSlash);
}

/** Routes a path that is only read; another method is 405. */
export function readOnly(router: Router, path: string, ...handlers: readonly RequestHandler[]): void {
  router.get(path, ...handlers);
  router.all(path, refuseMethod({ get: handlers }));
}

const refuseMethod =
  (routes: Routes): RequestHandler =>
  ({ method }) => {
    throw new MethodNotAllowed(method, allowedMethods(routes));
  };

const allowedMethods = (routes: Routes) =>
  Object.keys(routes).flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));

const redirectToSlash: RequestHandler = (request, response, next) => {
  if (!['GET', 'HEAD'].includes(request.method)) {
    next();
    return;
  }
  const [path, query] = request.originalUrl.split(/\?(.*)/s);
  const target = query === undefined ? `${path}/` : `${path}/?${query}`;
  // Express' own redirect is HTML for whoever accepts it.
  response.status(301).location(target).type('text/plain').send('Moved permanently.\n');
};
