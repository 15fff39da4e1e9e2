import { createHash } from 'node:crypto';

import type { Router } from 'express';

import { httpPaths } from '../../contract';
import { createRouter } from '../http/resource';
import { renderPage, style } from './debug-page';
import { onlyThisMachine } from '../http/only-this-machine';
import type { RequestRecorder } from './request-recorder';

/** The page has no script and takes nothing from elsewhere; the browser is told so. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'`;

/** The page that shows what the last requests did. */
export function createDebugRouter(recorder: RequestRecorder): Router {
  const router = createRouter();
  router.get(httpPaths.debug, onlyThisMachine, (_request, response) => {
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' });
    response.type('html').send(renderPage(recorder.requests));
  });
  return router;
}
