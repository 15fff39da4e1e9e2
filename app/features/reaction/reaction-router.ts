import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import { readScrapQuery } from './reaction-schema';
import type { Doing, ReactionService } from './reaction-service';

export interface ReactionRouterParts {
  readonly reactions: ReactionService;
  readonly authenticate: RequestHandler;
}

export function createReactionRouter({ reactions, authenticate }: ReactionRouterParts) {
  const router = createRouter();
  const toggle = (path: string, answer: (doing: Doing) => Promise<object>) =>
    resource(router, path, authenticate, {
      put: [authenticate, react(answer, true)],
      delete: [authenticate, react(answer, false)],
    });
  toggle('/posts/:id/like/', (doing) => reactions.likePost(doing));
  toggle('/posts/:id/scrap/', (doing) => reactions.scrapPost(doing));
  toggle('/comments/:id/like/', (doing) => reactions.likeComment(doing));
  resource(router, '/users/me/scraps/', authenticate, { get: [authenticate, listScraps(reactions)] });
  return router;
}

const react =
  (answer: (doing: Doing) => Promise<object>, on: boolean): RequestHandler =>
  async (request, response) => {
    response.json(await answer({ id: routeId(request.params.id), userId: requesterId(response), on }));
  };

const listScraps =
  (reactions: ReactionService): RequestHandler =>
  async (request, response) => {
    response.json(await reactions.listScraps(requesterId(response), readScrapQuery(request.query)));
  };
