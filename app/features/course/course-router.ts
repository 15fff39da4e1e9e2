import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import type { CachedList } from '../../platform/cache/cached-list';
import { readCourseQuery, readProfessorQuery } from './course-schema';
import { courseListName, type CourseService } from './course-service';
import { readRatingQuery } from './rating-schema';
import type { RatingService } from './rating-service';

export interface CourseRouterParts {
  readonly courses: CourseService;
  readonly ratings: RatingService;
  readonly courseLists: CachedList;
  readonly authenticate: RequestHandler;
}

export function createCourseRouter({ courses, ratings, courseLists, authenticate }: CourseRouterParts) {
  const router = createRouter();
  const update = answer((userId, id, body) => courses.update(userId, id, body));
  resource(router, '/courses/', authenticate, {
    get: [authenticate, list(courses, courseLists)],
    post: [authenticate, ...parseBody, create(courses)],
  });
  resource(router, '/courses/:id/', authenticate, {
    get: [authenticate, answer((_userId, id) => courses.get(id))],
    put: [authenticate, ...parseBody, update],
    patch: [authenticate, ...parseBody, update],
    delete: [authenticate, remove((userId, id) => courses.remove(userId, id))],
  });
  resource(router, '/courses/:id/rating/', authenticate, {
    get: [authenticate, answer((userId, id) => ratings.get(userId, id))],
    put: [authenticate, ...parseBody, answer((userId, id, body) => ratings.put(userId, id, body))],
    delete: [authenticate, remove((userId, id) => ratings.remove(userId, id))],
  });
  resource(router, '/courses/:id/ratings/', authenticate, { get: [authenticate, listRatings(ratings)] });
  resource(router, '/professors/', authenticate, { get: [authenticate, listProfessors(courses)] });
  return router;
}

const list =
  (courses: CourseService, lists: CachedList): RequestHandler =>
  async (request, response) => {
    const query = readCourseQuery(request.query);
    const name = courseListName(query);
    const load = () => courses.list(query);
    if (name === undefined) response.json(await load());
    else await lists.answer(request, response, name, load);
  };

const create =
  (courses: CourseService): RequestHandler =>
  async (request, response) => {
    response.status(201).json(await courses.create(requesterId(response), request.body));
  };

const listRatings =
  (ratings: RatingService): RequestHandler =>
  async (request, response) => {
    const query = readRatingQuery(request.query);
    response.json(await ratings.list(requesterId(response), routeId(request.params.id), query));
  };

const listProfessors =
  (courses: CourseService): RequestHandler =>
  async (request, response) => {
    response.json(await courses.listProfessors(readProfessorQuery(request.query)));
  };

const answer =
  (run: (userId: number, id: number, body: unknown) => Promise<object>): RequestHandler =>
  async (request, response) => {
    response.json(await run(requesterId(response), routeId(request.params.id), request.body));
  };

const remove =
  (run: (userId: number, id: number) => Promise<void>): RequestHandler =>
  async (request, response) => {
    await run(requesterId(response), routeId(request.params.id));
    response.status(204).end();
  };
