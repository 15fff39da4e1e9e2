import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { isFirstPage } from '../../http/page';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import type { CachedList } from '../../platform/cache/cached-list';
import { readBoardQuery } from './board-schema';
import { boardListName, type BoardService } from './board-service';

export interface BoardRouterParts {
  readonly boards: BoardService;
  readonly boardLists: CachedList<number | 'all'>;
  readonly authenticate: RequestHandler;
}

export function createBoardRouter({ boards, boardLists, authenticate }: BoardRouterParts) {
  const router = createRouter();
  resource(router, '/boards/', authenticate, {
    get: [authenticate, list(boards, boardLists)],
    post: [authenticate, ...parseBody, create(boards)],
  });
  resource(router, '/boards/:id/', authenticate, { get: [authenticate, show(boards)] });
  return router;
}

const list =
  (boards: BoardService, lists: BoardRouterParts['boardLists']): RequestHandler =>
  async (request, response) => {
    const query = readBoardQuery(request.query);
    const load = () => boards.list(query);
    if (isFirstPage(query)) await lists.answer(request, response, boardListName(query), load);
    else response.json(await load());
  };

const create =
  (boards: BoardService): RequestHandler =>
  async (request, response) => {
    response.status(201).json(await boards.create(requesterId(response), request.body));
  };

const show =
  (boards: BoardService): RequestHandler =>
  async (request, response) => {
    response.json(await boards.get(routeId(request.params.id)));
  };
