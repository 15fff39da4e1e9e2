import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import { readCommentQuery } from './comment-schema';
import type { CommentService } from './comment-service';

export interface CommentRouterParts {
  readonly comments: CommentService;
  readonly authenticate: RequestHandler;
}

export function createCommentRouter({ comments, authenticate }: CommentRouterParts) {
  const router = createRouter();
  resource(router, '/posts/:id/comments/', authenticate, {
    get: [authenticate, list(comments)],
    post: [authenticate, ...parseBody, create(comments)],
  });
  resource(router, '/comments/:id/', authenticate, {
    get: [authenticate, show(comments)],
    put: [authenticate, ...parseBody, update(comments)],
    patch: [authenticate, ...parseBody, update(comments)],
    delete: [authenticate, remove(comments)],
  });
  return router;
}

const list =
  (comments: CommentService): RequestHandler =>
  async (request, response) => {
    const query = readCommentQuery(request.query);
    response.json(await comments.list(requesterId(response), routeId(request.params.id), query));
  };

const create =
  (comments: CommentService): RequestHandler =>
  async (request, response) => {
    const postId = routeId(request.params.id);
    response.status(201).json(await comments.create(requesterId(response), postId, request.body));
  };

const show =
  (comments: CommentService): RequestHandler =>
  async (request, response) => {
    response.json(await comments.get(requesterId(response), routeId(request.params.id)));
  };

const update =
  (comments: CommentService): RequestHandler =>
  async (request, response) => {
    const id = routeId(request.params.id);
    response.json(await comments.update(requesterId(response), id, request.body));
  };

const remove =
  (comments: CommentService): RequestHandler =>
  async (request, response) => {
    await comments.remove(requesterId(response), routeId(request.params.id));
    response.status(204).end();
  };
