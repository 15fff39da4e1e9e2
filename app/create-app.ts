import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';

import { httpPaths } from '../contract';
import { NotFound } from './errors';
import { errorMiddleware } from './http/error-middleware';
import { watchFailures } from './http/watch-requests';

export interface AppParts {
  /** Comes before everything; there is none in production. */
  readonly recorder: RequestHandler | undefined;
  /** Tells log and metrics of requests. */
  readonly watch: RequestHandler;
  readonly logger: Logger;
  readonly allowedHosts: RequestHandler;
  readonly operations: readonly Router[];
  /** `GET /api/v1/seminar/`, which most requests are. */
  readonly seminarList: RequestHandler;
  /** Routers of the features, all below `/api/v1/`. */
  readonly api: readonly Router[];
}

/** The order in which a request meets the parts. */
export function createApp(parts: AppParts): Express {
  const { recorder, watch, logger, allowedHosts, seminarList, operations, api } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('strict routing');
  if (recorder) app.use(recorder);
  // Watching each would cost a cached list a measurable part of itself: here only failures are.
  app.get(httpPaths.seminarList, allowedHosts, seminarList, watchFailures(watch));
  app.use(watch);
  app.use(allowedHosts);
  app.use(...operations);
  app.use(httpPaths.api, ...api);
  app.use(() => {
    throw new NotFound();
  });
  app.use(errorMiddleware(logger));
  return app;
}
