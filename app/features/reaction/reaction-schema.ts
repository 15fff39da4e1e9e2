import * as z from 'zod/mini';

import type { Dictionary } from '../../http/fields';
import { pageFields, type PageQuery } from '../../http/page';
import { readQuery } from '../../http/read-query';

export const scrapQuery = z.partial(z.object(pageFields));

/** Throws `InvalidFields`. */
export const readScrapQuery = (query: Dictionary): PageQuery => readQuery(scrapQuery, query);
