import type { RequestHandler } from 'express';

import { isFirstPage } from '../../http/page';
import { createRouter, resource } from '../../http/resource';
import type { CachedList } from '../../platform/cache/cached-list';
import { readTagQuery } from './tag-schema';
import type { TagService } from './tag-service';

export interface TagRouterParts {
  readonly tags: TagService;
  readonly tagLists: CachedList<'all'>;
  readonly authenticate: RequestHandler;
}

export function createTagRouter({ tags, tagLists, authenticate }: TagRouterParts) {
  const router = createRouter();
  resource(router, '/tags/', authenticate, { get: [authenticate, list(tags, tagLists)] });
  return router;
}

const list =
  (tags: TagService, lists: CachedList<'all'>): RequestHandler =>
  async (request, response) => {
    const query = readTagQuery(request.query);
    const load = () => tags.list(query);
    const isCached = isFirstPage(query) && query.name === undefined;
    if (isCached) await lists.answer(request, response, 'all', load);
    else response.json(await load());
  };
