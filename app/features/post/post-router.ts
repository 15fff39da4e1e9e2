import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { parseBodyWith } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import { postLists, readPostQuery } from './post-schema';
import type { PostService } from './post-service';

export interface PostRouterParts {
  readonly posts: PostService;
  readonly authenticate: RequestHandler;
}

export function createPostRouter({ posts, authenticate }: PostRouterParts) {
  const router = createRouter();
  const parseBody = parseBodyWith(...postLists);
  resource(router, '/boards/:id/posts/', authenticate, {
    get: [authenticate, listOfBoard(posts)],
    post: [authenticate, ...parseBody, create(posts)],
  });
  resource(router, '/posts/', authenticate, { get: [authenticate, list(posts)] });
  resource(router, '/posts/:id/', authenticate, {
    get: [authenticate, show(posts)],
    put: [authenticate, ...parseBody, update(posts)],
    patch: [authenticate, ...parseBody, update(posts)],
    delete: [authenticate, remove(posts)],
  });
  return router;
}

const list =
  (posts: PostService): RequestHandler =>
  async (request, response) => {
    response.json(await posts.list(requesterId(response), readPostQuery(request.query)));
  };

const listOfBoard =
  (posts: PostService): RequestHandler =>
  async (request, response) => {
    const query = readPostQuery(request.query);
    response.json(await posts.listOfBoard(requesterId(response), routeId(request.params.id), query));
  };

const create =
  (posts: PostService): RequestHandler =>
  async (request, response) => {
    const boardId = routeId(request.params.id);
    response.status(201).json(await posts.create(requesterId(response), boardId, request.body));
  };

const show =
  (posts: PostService): RequestHandler =>
  async (request, response) => {
    response.json(await posts.get(requesterId(response), routeId(request.params.id)));
  };

const update =
  (posts: PostService): RequestHandler =>
  async (request, response) => {
    const id = routeId(request.params.id);
    response.json(await posts.update(requesterId(response), id, request.body));
  };

const remove =
  (posts: PostService): RequestHandler =>
  async (request, response) => {
    await posts.remove(requesterId(response), routeId(request.params.id));
    response.status(204).end();
  };
