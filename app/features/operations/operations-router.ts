import { Router } from 'express';

import { httpPaths } from '../../../contract';
import type { Readiness } from '../../platform/readiness';

export interface OperationsRouterParts {
  readonly readiness: Readiness;
  readonly release: string;
}

/** What those who run the service ask: is it alive, may it get requests, which release is it. */
export function createOperationsRouter({ readiness, release }: OperationsRouterParts) {
  const router = Router({ strict: true });
  router.get(httpPaths.liveness, (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get(httpPaths.readiness, async (_request, response) => {
    const answer = await readiness.check();
    response.status(answer.ready ? 200 : 503).json(answer);
  });
  router.get(httpPaths.version, (_request, response) => {
    response.type('text/plain').send(`waffle-backend ${release}\n`);
  });
  return router;
}
