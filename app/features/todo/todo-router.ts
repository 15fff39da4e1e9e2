import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import type { TodoLikeService } from './todo-like-service';
import { readTodoQuery } from './todo-schema';
import type { TodoService } from './todo-service';

export interface TodoRouterParts {
  readonly todos: TodoService;
  readonly todoLikes: TodoLikeService;
  readonly authenticate: RequestHandler;
}

export function createTodoRouter({ todos, todoLikes, authenticate }: TodoRouterParts) {
  const router = createRouter();
  resource(router, '/todos/', authenticate, {
    get: [authenticate, list(todos)],
    post: [authenticate, ...parseBody, create(todos)],
  });
  resource(router, '/todos/:id/', authenticate, {
    get: [authenticate, show(todos)],
    put: [authenticate, ...parseBody, update(todos)],
    patch: [authenticate, ...parseBody, update(todos)],
    delete: [authenticate, remove(todos)],
  });
  resource(router, '/todos/:id/like/', authenticate, {
    get: [authenticate, onLikes((userId, id) => todoLikes.get(userId, id))],
    put: [authenticate, onLikes((userId, id) => todoLikes.add(userId, id))],
    delete: [authenticate, onLikes((userId, id) => todoLikes.remove(userId, id))],
  });
  return router;
}

const list =
  (todos: TodoService): RequestHandler =>
  async (request, response) => {
    response.json(await todos.list(requesterId(response), readTodoQuery(request.query)));
  };

const create =
  (todos: TodoService): RequestHandler =>
  async (request, response) => {
    response.json(await todos.create(requesterId(response), request.body));
  };

const show =
  (todos: TodoService): RequestHandler =>
  async (request, response) => {
    response.json(await todos.get(routeId(request.params.id)));
  };

const update =
  (todos: TodoService): RequestHandler =>
  async (request, response) => {
    const id = routeId(request.params.id);
    response.json(await todos.update(requesterId(response), id, request.body));
  };

const remove =
  (todos: TodoService): RequestHandler =>
  async (request, response) => {
    response.json(await todos.remove(requesterId(response), routeId(request.params.id)));
  };

const onLikes =
  (answer: (userId: number, id: number) => Promise<object>): RequestHandler =>
  async (request, response) => {
    response.json(await answer(requesterId(response), routeId(request.params.id)));
  };
