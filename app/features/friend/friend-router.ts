import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import { readFriendQuery } from './friend-schema';
import type { FriendService } from './friend-service';

export interface FriendRouterParts {
  readonly friends: FriendService;
  readonly authenticate: RequestHandler;
}

export function createFriendRouter({ friends, authenticate }: FriendRouterParts) {
  const router = createRouter();
  resource(router, '/friends/', authenticate, {
    get: [authenticate, list(friends)],
    post: [authenticate, ...parseBody, ask(friends)],
  });
  resource(router, '/friends/:id/', authenticate, {
    put: [authenticate, ...parseBody, answer(friends)],
    delete: [authenticate, remove(friends)],
  });
  return router;
}

const list =
  (friends: FriendService): RequestHandler =>
  async (request, response) => {
    response.json(await friends.list(requesterId(response), readFriendQuery(request.query)));
  };

const ask =
  (friends: FriendService): RequestHandler =>
  async (request, response) => {
    response.status(201).json(await friends.ask(requesterId(response), request.body));
  };

const answer =
  (friends: FriendService): RequestHandler =>
  async (request, response) => {
    const friend = await friends.answer(requesterId(response), routeId(request.params.id), request.body);
    if (friend === undefined) {
      response.status(204).end();
      return;
    }
    response.json(friend);
  };

const remove =
  (friends: FriendService): RequestHandler =>
  async (request, response) => {
    await friends.remove(requesterId(response), routeId(request.params.id));
    response.status(204).end();
  };
