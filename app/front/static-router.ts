import type { Stats } from 'node:fs';
import path from 'node:path';

import express, { type RequestHandler, type Response, type Router } from 'express';

import { httpPaths } from '../../contract';
import { NotFound } from '../errors';
import { createRouter, readOnly } from '../http/resource';

/** As of the page at `/docs/` in deployment/nginx/sites-available/waffle-backend, which says why. */
export const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The release's files at the paths where Nginx has them on a server, with the headers that it gives them. */
export function createStaticRouter(directory: string): Router {
  const router = createRouter();
  readOnly(router, `${httpPaths.static}{*file}`, show(httpPaths.static, directory, 'max-age=3600'));
  router.all(`${httpPaths.docs}{*file}`, allowOwnOnly);
  readOnly(
    router,
    `${httpPaths.docs}{*file}`,
    show(httpPaths.docs, path.join(directory, 'docs'), 'no-cache'),
  );
  readOnly(router, httpPaths.docs.slice(0, -1), redirect(301, httpPaths.docs));
  readOnly(router, '/favicon.ico', redirect(302, `${httpPaths.static}favicon.svg`));
  return router;
}

const allowOwnOnly: RequestHandler = (_request, response, next) => {
  response.set('Content-Security-Policy', docsPolicy);
  next();
};

const redirect =
  (status: number, location: string): RequestHandler =>
  (_request, response) => {
    response.status(status).location(location).end();
  };

/** A file of the folder, or 404 for all else. Such headers as the file's type are no error's. */
function show(below: string, directory: string, cacheControl: string): RequestHandler {
  const serve = express.static(directory, {
    cacheControl: false,
    etag: false,
    redirect: false,
    setHeaders: (response: Response, _file: string, stats: Stats) => {
      response.set({ 'Cache-Control': cacheControl, ETag: etagOf(stats) });
    },
  });
  return (request, response, next) => {
    request.url = request.url.slice(below.length - 1);
    serve(request, response, (error?: unknown) => {
      for (const name of ['Content-Type', 'Cache-Control', 'ETag', 'Last-Modified'])
        response.removeHeader(name);
      next(error ?? new NotFound());
    });
  };
}

/** Nginx's own, so that who comes from one to the other loads nothing again; weak: the same file, compressed or not. */
const etagOf = ({ mtimeMs, size }: Stats) =>
  `W/"${Math.floor(mtimeMs / 1_000).toString(16)}-${size.toString(16)}"`;
