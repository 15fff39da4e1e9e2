import * as z from 'zod/mini';

import type { Dictionary, FieldValues } from '../../http/fields';
import { pageFields } from '../../http/page';
import { readQuery } from '../../http/read-query';

export const tagQuery = z.partial(z.object({ name: z.string(), ...pageFields }));

export type TagQuery = FieldValues<typeof tagQuery>;

/** Throws `InvalidFields`. */
export const readTagQuery = (query: Dictionary): TagQuery => readQuery(tagQuery, query);
