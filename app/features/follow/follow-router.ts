import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import type { FollowService } from './follow-service';

export interface FollowRouterParts {
  readonly follows: FollowService;
  readonly authenticate: RequestHandler;
}

export function createFollowRouter({ follows, authenticate }: FollowRouterParts) {
  const router = createRouter();
  resource(router, '/users/:id/follow/', authenticate, {
    get: [authenticate, answer((requester, id) => follows.get(requester, id))],
    put: [authenticate, answer((requester, id) => follows.add(requester, id))],
    delete: [authenticate, answer((requester, id) => follows.remove(requester, id))],
  });
  resource(router, '/users/:id/followers/', authenticate, {
    get: [authenticate, answer((_requester, id) => follows.listFollowers(id))],
  });
  resource(router, '/users/:id/following/', authenticate, {
    get: [authenticate, answer((_requester, id) => follows.listFollowing(id))],
  });
  return router;
}

const answer =
  (run: (requester: number, id: number) => Promise<object>): RequestHandler =>
  async (request, response) => {
    response.json(await run(requesterId(response), routeId(request.params.id)));
  };
