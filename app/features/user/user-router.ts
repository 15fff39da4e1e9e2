import type { RequestHandler } from 'express';

import { Forbidden } from '../../errors';
import { requesterId } from '../../http/authenticate';
import type { ClientAddress } from '../../http/client-address';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import type { UserService } from './user-service';

export interface UserRouterParts {
  readonly users: UserService;
  readonly clientAddress: ClientAddress;
  readonly authenticate: RequestHandler;
  readonly authenticateIfGiven: RequestHandler;
}

export function createUserRouter(parts: UserRouterParts) {
  const { users, authenticate, authenticateIfGiven } = parts;
  const router = createRouter();
  resource(router, '/user/', authenticate, { post: [authenticateIfGiven, ...parseBody, signUp(users)] });
  resource(router, '/user/login/', authenticate, { put: [...parseBody, logIn(parts)] });
  resource(router, '/user/logout/', authenticate, { post: [authenticate, logOut] });
  resource(router, '/user/participant/', authenticate, {
    post: [authenticate, ...parseBody, becomeParticipant(users)],
  });
  resource(router, '/user/me/', authenticate, {
    get: [authenticate, showMe(users)],
    put: [authenticate, ...parseBody, updateMe(users)],
  });
  resource(router, '/user/:id/', authenticate, {
    get: [authenticate, showUser(users)],
    put: [authenticate, refuseUpdate],
  });
  return router;
}

const signUp =
  (users: UserService): RequestHandler =>
  async (request, response) => {
    response.status(201).json(await users.signUp(request.body));
  };

const logIn =
  ({ users, clientAddress }: UserRouterParts): RequestHandler =>
  async (request, response) => {
    response.json(await users.logIn(request.body, clientAddress(request)));
  };

/** The token is permanent: there is nothing to end. */
const logOut: RequestHandler = (_request, response) => {
  response.status(200).end();
};

const showMe =
  (users: UserService): RequestHandler =>
  async (_request, response) => {
    response.json(await users.get(requesterId(response)));
  };

const updateMe =
  (users: UserService): RequestHandler =>
  async (request, response) => {
    response.json(await users.update(requesterId(response), request.body));
  };

const showUser =
  (users: UserService): RequestHandler =>
  async (request, response) => {
    response.json(await users.get(routeId(request.params.id)));
  };

/** Of anyone by number, oneself included. */
const refuseUpdate: RequestHandler = () => {
  throw new Forbidden("Can't update other Users information");
};

const becomeParticipant =
  (users: UserService): RequestHandler =>
  async (request, response) => {
    response.status(201).json(await users.becomeParticipant(requesterId(response), request.body));
  };
