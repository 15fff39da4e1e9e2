import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { readQuery } from '../../http/read-query';
import { createRouter, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import { mediaQuery } from './media-schema';
import type { MediaService } from './media-service';

export interface MediaRouterParts {
  readonly media: MediaService;
  readonly authenticate: RequestHandler;
}

export function createMediaRouter({ media, authenticate }: MediaRouterParts) {
  const router = createRouter();
  resource(router, '/media/', authenticate, {
    get: [authenticate, list(media)],
    post: [authenticate, upload(media)],
  });
  resource(router, '/media/:id/', authenticate, {
    delete: [authenticate, remove(media)],
  });
  return router;
}

const list =
  (media: MediaService): RequestHandler =>
  async (request, response) => {
    response.json(await media.list(requesterId(response), readQuery(mediaQuery, request.query)));
  };

const upload =
  (media: MediaService): RequestHandler =>
  async (request, response) => {
    response.status(201).json(await media.upload(requesterId(response), request));
  };

const remove =
  (media: MediaService): RequestHandler =>
  async (request, response) => {
    await media.remove(requesterId(response), routeId(request.params.id));
    response.status(204).end();
  };
