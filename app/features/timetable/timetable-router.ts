import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import { readTimetableQuery } from './timetable-schema';
import type { TimetableService } from './timetable-service';

export interface TimetableRouterParts {
  readonly timetables: TimetableService;
  readonly authenticate: RequestHandler;
}

export function createTimetableRouter({ timetables, authenticate }: TimetableRouterParts) {
  const router = createRouter();
  const update = answer((userId, id, body) => timetables.update(userId, id, body));
  resource(router, '/timetables/', authenticate, {
    get: [authenticate, list(timetables)],
    post: [authenticate, ...parseBody, create(timetables)],
  });
  resource(router, '/timetables/:id/', authenticate, {
    get: [authenticate, answer((userId, id) => timetables.get(userId, id))],
    put: [authenticate, ...parseBody, update],
    patch: [authenticate, ...parseBody, update],
    delete: [authenticate, remove(timetables)],
  });
  resource(router, '/timetables/:id/courses/', authenticate, {
    post: [authenticate, ...parseBody, addCourse(timetables)],
  });
  resource(router, '/timetables/:id/courses/:course/', authenticate, {
    delete: [authenticate, removeCourse(timetables)],
  });
  resource(router, '/users/:id/timetables/', authenticate, { get: [authenticate, listOf(timetables)] });
  return router;
}

const list =
  (timetables: TimetableService): RequestHandler =>
  async (request, response) => {
    response.json(await timetables.list(requesterId(response), readTimetableQuery(request.query)));
  };

const listOf =
  (timetables: TimetableService): RequestHandler =>
  async (request, response) => {
    const query = readTimetableQuery(request.query);
    response.json(await timetables.listOf(routeId(request.params.id), requesterId(response), query));
  };

const create =
  (timetables: TimetableService): RequestHandler =>
  async (request, response) => {
    response.status(201).json(await timetables.create(requesterId(response), request.body));
  };

const answer =
  (run: (userId: number, id: number, body: unknown) => Promise<object>): RequestHandler =>
  async (request, response) => {
    response.json(await run(requesterId(response), routeId(request.params.id), request.body));
  };

const remove =
  (timetables: TimetableService): RequestHandler =>
  async (request, response) => {
    await timetables.remove(requesterId(response), routeId(request.params.id));
    response.status(204).end();
  };

const addCourse =
  (timetables: TimetableService): RequestHandler =>
  async (request, response) => {
    const id = routeId(request.params.id);
    response.status(201).json(await timetables.addCourse(requesterId(response), id, request.body));
  };

const removeCourse =
  (timetables: TimetableService): RequestHandler =>
  async ({ params }, response) => {
    await timetables.removeCourse(requesterId(response), routeId(params.id), routeId(params.course));
    response.status(204).end();
  };
