import { httpPaths } from '../../../contract';
import { notForwarded, onlyThisMachine } from '../../http/only-this-machine';
import { createRouter, readOnly } from '../../http/resource';
import type { Metrics } from '../../platform/metrics/metrics';
import type { Readiness } from '../../platform/readiness';

export interface OperationsRouterParts {
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly release: string;
}

/** What those who run the service ask: is it alive, may it get requests, how does it do, which release is it. */
export function createOperationsRouter({ readiness, metrics, release }: OperationsRouterParts) {
  const router = createRouter();
  readOnly(router, httpPaths.liveness, notForwarded, (_request, response) => {
    response.json({ status: 'alive' });
  });
  readOnly(router, httpPaths.readiness, notForwarded, async (_request, response) => {
    const answer = await readiness.check();
    response.status(answer.ready ? 200 : 503).json(answer);
  });
  readOnly(router, httpPaths.metrics, onlyThisMachine, async (_request, response) => {
    const { contentType, text } = await metrics.render();
    response.set('Content-Type', contentType).send(text);
  });
  readOnly(router, httpPaths.version, (_request, response) => {
    response.type('text/plain').send(`waffle-backend ${release}\n`);
  });
  return router;
}
