import type { Request, RequestHandler } from 'express';

import { type Proofs, requesterId, requireRequester } from '../../http/authenticate';
import { lastValue, parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import type { SeminarList } from './seminar-list';
import { readSeminarQuery } from './seminar-schema';
import type { SeminarService } from './seminar-service';

export interface SeminarRouterParts {
  readonly seminars: SeminarService;
  readonly list: RequestHandler;
  readonly authenticate: RequestHandler;
}

export function createSeminarRouter({ seminars, list, authenticate }: SeminarRouterParts) {
  const router = createRouter();
  resource(router, '/seminar/', authenticate, {
    get: [list],
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

/** The list; it is asked for so often that `create-app.ts` routes it before everything else. */
export const listSeminars =
  (list: SeminarList, proofs: Proofs): RequestHandler =>
  async (request, response) => {
    const query = readQuery(request);
    if (query.name !== '') {
      await requireRequester(request, proofs);
      const bytes = await list.find(query);
      // Not `send`, which takes `If-None-Match: *` for a client that has it.
      response.type('json').set('Content-Length', String(bytes.length)).end(bytes);
      return;
    }
    // Before the token is looked up, so that Redis is asked for both at once.
    const peeked = list.peek(query.order);
    await requireRequester(request, proofs);
    const { body, outcome } = await list.getAll(query.order, peeked);
    body.send(request, response, outcome);
  };

/** Most have no query, and then nothing is parsed. */
function readQuery(request: Request) {
  if (!request.url.includes('?')) return readSeminarQuery();
  return readSeminarQuery(lastValue(request.query.name), lastValue(request.query.order));
}

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
