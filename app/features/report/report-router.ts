import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import { readReportQuery } from './report-schema';
import type { ReportService } from './report-service';

export interface ReportRouterParts {
  readonly reports: ReportService;
  readonly authenticate: RequestHandler;
}

export function createReportRouter({ reports, authenticate }: ReportRouterParts) {
  const router = createRouter();
  resource(router, '/posts/:id/report/', authenticate, {
    post: [authenticate, ...parseBody, report((...of) => reports.reportPost(...of))],
  });
  resource(router, '/comments/:id/report/', authenticate, {
    post: [authenticate, ...parseBody, report((...of) => reports.reportComment(...of))],
  });
  resource(router, '/reports/', authenticate, { get: [authenticate, list(reports)] });
  resource(router, '/posts/:id/review/', authenticate, {
    put: [authenticate, ...parseBody, review((...of) => reports.reviewPost(...of))],
  });
  resource(router, '/comments/:id/review/', authenticate, {
    put: [authenticate, ...parseBody, review((...of) => reports.reviewComment(...of))],
  });
  return router;
}

type Act<T> = (userId: number, id: number, body: unknown) => Promise<T>;

const report =
  (act: Act<void>): RequestHandler =>
  async (request, response) => {
    await act(requesterId(response), routeId(request.params.id), request.body);
    response.status(204).end();
  };

const review =
  (act: Act<object>): RequestHandler =>
  async (request, response) => {
    response.json(await act(requesterId(response), routeId(request.params.id), request.body));
  };

const list =
  (reports: ReportService): RequestHandler =>
  async (request, response) => {
    response.json(await reports.list(requesterId(response), readReportQuery(request.query)));
  };
