import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import type { DiaryLikeService } from './diary-like-service';
import { readDiaryQuery } from './diary-schema';
import type { DiaryService } from './diary-service';

export interface DiaryRouterParts {
  readonly diaries: DiaryService;
  readonly diaryLikes: DiaryLikeService;
  readonly authenticate: RequestHandler;
}

export function createDiaryRouter({ diaries, diaryLikes, authenticate }: DiaryRouterParts) {
  const router = createRouter();
  const update = answer((userId, id, body) => diaries.update(userId, id, body));
  resource(router, '/diaries/', authenticate, {
    get: [authenticate, list(diaries)],
    post: [authenticate, ...parseBody, create(diaries)],
  });
  resource(router, '/diaries/:id/', authenticate, {
    get: [authenticate, answer((userId, id) => diaries.get(userId, id))],
    put: [authenticate, ...parseBody, update],
    patch: [authenticate, ...parseBody, update],
    delete: [authenticate, remove(diaries)],
  });
  resource(router, '/diaries/:id/like/', authenticate, {
    get: [authenticate, answer((userId, id) => diaryLikes.get(userId, id))],
    put: [authenticate, ...parseBody, answer((userId, id, body) => diaryLikes.put(userId, id, body))],
    delete: [authenticate, answer((userId, id) => diaryLikes.remove(userId, id))],
  });
  return router;
}

const list =
  (diaries: DiaryService): RequestHandler =>
  async (request, response) => {
    response.json(await diaries.list(requesterId(response), readDiaryQuery(request.query)));
  };

const create =
  (diaries: DiaryService): RequestHandler =>
  async (request, response) => {
    response.status(201).json(await diaries.create(requesterId(response), request.body));
  };

const remove =
  (diaries: DiaryService): RequestHandler =>
  async (request, response) => {
    await diaries.remove(requesterId(response), routeId(request.params.id));
    response.status(204).end();
  };

const answer =
  (run: (userId: number, id: number, body: unknown) => Promise<object>): RequestHandler =>
  async (request, response) => {
    response.json(await run(requesterId(response), routeId(request.params.id), request.body));
  };
