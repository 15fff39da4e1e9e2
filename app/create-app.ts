import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';

import { httpPaths } from '../contract';
import { NotFound } from './errors';
import { errorMiddleware } from './http/error-middleware';

export interface AppParts {
  /** See every request, before anything else does. */
  readonly watchers: readonly RequestHandler[];
  readonly logger: Logger;
  readonly allowedHosts: RequestHandler;
  readonly operations: Router;
  /** `GET /api/v1/seminar/`, which most requests are. */
  readonly seminarList: RequestHandler;
  /** Routers of the features, all below `/api/v1/`. */
  readonly api: readonly Router[];
}

/** The order in which a request meets the parts. */
export function createApp({ logger, allowedHosts, seminarList, operations, api }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('strict routing');
  app.get(httpPaths.seminarList, allowedHosts, seminarList);
  app.use(allowedHosts);
  app.use(...operations);
  app.use(httpPaths.api, ...api);
  app.use(() => {
    throw new NotFound();
  });
  app.use(errorMiddleware(logger));
  return app;
}
