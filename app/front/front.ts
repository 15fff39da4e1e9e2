import type { RequestListener } from 'node:http';

import type { RequestHandler, Router } from 'express';

import { compress } from './compress';
import { withSecurityHeaders } from './security-headers';
import { createStaticRouter } from './static-router';

/** What Nginx does on a server, for a process that has none before it. */
export interface Front {
  readonly compress: RequestHandler;
  readonly files: Router;
  /** Around all that answers. */
  readonly enclose: (listener: RequestListener) => RequestListener;
}

/** `staticDirectory` is that of the release. */
export const createFront = (staticDirectory: string): Front => ({
  compress,
  files: createStaticRouter(staticDirectory),
  enclose: withSecurityHeaders,
});
