import type { RequestHandler } from 'express';

import { cacheHeader } from '../../../contract';
import { requesterId } from '../../http/authenticate';
import { lastValue, parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import { readSeminarQuery } from './seminar-schema';
import type { SeminarService } from './seminar-service';

export interface SeminarRouterParts {
  readonly seminars: SeminarService;
  readonly authenticate: RequestHandler;
}

export function createSeminarRouter({ seminars, authenticate }: SeminarRouterParts) {
  const router = createRouter();
  resource(router, '/seminar/', authenticate, {
    get: [authenticate, list(seminars)],
    post: [authenticate, ...parseBody, create(seminars)],
  });
  resource(router, '/seminar/:id/', authenticate, {
    get: [authenticate, show(seminars)],
    put: [authenticate, ...parseBody, update(seminars)],
  });
  resource(router, '/seminar/:id/user/', authenticate, {
    post: [authenticate, ...parseBody, join(seminars)],
    delete: [authenticate, drop(seminars)],
  });
  return router;
}

const list =
  (seminars: SeminarService): RequestHandler =>
  async ({ query }, response) => {
    const { json, cache } = await seminars.list(
      readSeminarQuery(lastValue(query.name), lastValue(query.order)),
    );
    if (cache !== undefined) response.set(cacheHeader, cache);
    response.type('json').send(json);
  };

const create =
  (seminars: SeminarService): RequestHandler =>
  async (request, response) => {
    response.status(201).json(await seminars.create(requesterId(response), request.body));
  };

const show =
  (seminars: SeminarService): RequestHandler =>
  async (request, response) => {
    response.json(await seminars.get(routeId(request.params.id)));
  };

const update =
  (seminars: SeminarService): RequestHandler =>
  async (request, response) => {
    const id = routeId(request.params.id);
    response.json(await seminars.update(requesterId(response), id, request.body));
  };

const join =
  (seminars: SeminarService): RequestHandler =>
  async (request, response) => {
    const id = routeId(request.params.id);
    response.status(201).json(await seminars.join(requesterId(response), id, request.body));
  };

const drop =
  (seminars: SeminarService): RequestHandler =>
  async (request, response) => {
    response.json(await seminars.drop(requesterId(response), routeId(request.params.id)));
  };
