import { pipeline } from 'node:stream/promises';

import type { RequestHandler } from 'express';

import { httpPaths } from '../../../contract';
import { NotFound } from '../../errors';
import { requesterId } from '../../http/authenticate';
import { readQuery } from '../../http/read-query';
import { createRouter, readOnly, resource } from '../../http/resource';
import { routeId } from '../../http/route-id';
import { pictureHeaders } from './media-headers';
import { mediaQuery } from './media-schema';
import type { MediaService } from './media-service';
import { typeOfPicture } from './picture-name';

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

/** The pictures themselves, where Nginx has none: outside of the API's paths, as what Nginx serves. */
export function createPictureRouter({ media }: Pick<MediaRouterParts, 'media'>) {
  const router = createRouter();
  readOnly(router, `${httpPaths.media}:name`, show(media));
  return router;
}

const show =
  (media: MediaService): RequestHandler =>
  async ({ method, params }, response) => {
    const name = String(params['name']);
    const type = typeOfPicture(name);
    const picture = type && (await media.show(name));
    if (!picture) throw new NotFound();
    const { bytes, content } = picture;
    response.set({ ...pictureHeaders, 'Content-Type': type, 'Content-Length': String(bytes) });
    if (method === 'HEAD') {
      content.destroy();
      response.end();
      return;
    }
    // Who leaves in the middle is no failure; a bucket that does leaves the client with half of it, which the length tells.
    await pipeline(content, response).catch(() => response.destroy());
  };

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
