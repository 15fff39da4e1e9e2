import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';

import { canonicalPath, httpPaths } from '../contract';
import { NotFound } from './errors';
import { errorMiddleware } from './http/error-middleware';

export interface AppParts {
  /** Comes before everything; there is none in production. */
  readonly recorder: RequestHandler | undefined;
  /** Where no Nginx does it. */
  readonly compress: RequestHandler | undefined;
  /** Tells log and metrics of requests. */
  readonly watch: RequestHandler;
  readonly logger: Logger;
  readonly allowedHosts: RequestHandler;
  readonly operations: readonly Router[];
  /** Routers of the features, all below `/api/v1/`. */
  readonly api: readonly Router[];
}

/** The order in which a request meets the parts. */
export function createApp(parts: AppParts): Express {
  const { recorder, compress, watch, logger, allowedHosts, operations, api } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('strict routing');
  app.enable('case sensitive routing');
  // Express would answer `If-None-Match: *` with 304 for whatever it sends; what may be a 304 here says so by itself.
  Object.defineProperty(app.request, 'fresh', { value: false });
  if (recorder) app.use(recorder);
  if (compress) app.use(compress);
  app.use(watch);
  app.use(allowedHosts);
  app.use(...operations);
  app.use(takeAliases);
  app.use(httpPaths.api, ...api);
  app.use(() => {
    throw new NotFound();
  });
  app.use(errorMiddleware(logger));
  return app;
}

/** Other spellings of a path are routed, documented and logged as the one. */
const takeAliases: RequestHandler = (request, _response, next) => {
  request.url = canonicalPath(request.url);
  next();
};
