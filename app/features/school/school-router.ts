import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import { readSchoolQuery } from './school-schema';
import type { SchoolService } from './school-service';

export interface SchoolRouterParts {
  readonly schools: SchoolService;
  readonly authenticate: RequestHandler;
}

export function createSchoolRouter({ schools, authenticate }: SchoolRouterParts) {
  const router = createRouter();
  const update = answer((userId, id, body) => schools.update(userId, id, body));
  const updateDepartment = answer((userId, id, body) => schools.updateDepartment(userId, id, body));
  resource(router, '/schools/', authenticate, {
    get: [authenticate, list(schools)],
    post: [authenticate, ...parseBody, create(schools)],
  });
  resource(router, '/schools/:id/', authenticate, {
    get: [authenticate, answer((_userId, id) => schools.get(id))],
    put: [authenticate, ...parseBody, update],
    patch: [authenticate, ...parseBody, update],
  });
  resource(router, '/schools/:id/departments/', authenticate, {
    get: [authenticate, listDepartments(schools)],
    post: [authenticate, ...parseBody, createDepartment(schools)],
  });
  resource(router, '/departments/:id/', authenticate, {
    get: [authenticate, answer((_userId, id) => schools.getDepartment(id))],
    put: [authenticate, ...parseBody, updateDepartment],
    patch: [authenticate, ...parseBody, updateDepartment],
  });
  return router;
}

const list =
  (schools: SchoolService): RequestHandler =>
  async (request, response) => {
    response.json(await schools.list(readSchoolQuery(request.query)));
  };

const create =
  (schools: SchoolService): RequestHandler =>
  async (request, response) => {
    response.status(201).json(await schools.create(requesterId(response), request.body));
  };

const listDepartments =
  (schools: SchoolService): RequestHandler =>
  async (request, response) => {
    const query = readSchoolQuery(request.query);
    response.json(await schools.listDepartments(routeId(request.params.id), query));
  };

const createDepartment =
  (schools: SchoolService): RequestHandler =>
  async (request, response) => {
    const id = routeId(request.params.id);
    response.status(201).json(await schools.createDepartment(requesterId(response), id, request.body));
  };

const answer =
  (run: (userId: number, id: number, body: unknown) => Promise<object>): RequestHandler =>
  async (request, response) => {
    response.json(await run(requesterId(response), routeId(request.params.id), request.body));
  };
