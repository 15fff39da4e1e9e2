import { Router, type RequestHandler } from 'express';

import { MethodNotAllowed } from '../errors';

type Method = 'get' | 'post' | 'put' | 'delete';

export type Routes = Partial<Record<Method, readonly RequestHandler[]>>;

/** A router that tells `/user/` from `/user` and from `/User/`. */
export const createRouter = () => Router({ strict: true, caseSensitive: true });

/**
 * Routes one path, which ends in `/`. Another method is 405 for whoever passes `authenticate`; a GET without the slash is
 * redirected to the path with it.
 */
export function resource(router: Router, path: string, authenticate: RequestHandler, routes: Routes): void {
  for (const [method, handlers] of Object.entries(routes)) {
    router[method as Method](path, ...handlers);
  }
  router.all(path, authenticate, (request) => {
    throw new MethodNotAllowed(request.method, allowedMethods(routes));
  });
  router.get(path.slice(0, -1), redirectToSlash);
}

const allowedMethods = (routes: Routes) =>
  Object.keys(routes).flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));

const redirectToSlash: RequestHandler = (request, response) => {
  const [path, query] = request.originalUrl.split(/\?(.*)/s);
  response.redirect(301, query === undefined ? `${path}/` : `${path}/?${query}`);
};
