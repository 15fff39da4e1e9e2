import * as z from 'zod/mini';

import { type Dictionary, fields, type FieldValues, integer, readFields, text } from '../../http/fields';
import { pageFields } from '../../http/page';
import { readQuery } from '../../http/read-query';

export const ratingBody = fields({
  score: integer(1, 5),
  contents: z.optional(text(2_000, { blank: true }).check(z.meta({ examples: ['Hard, and worth it'] }))),
});

/** Throws `InvalidFields`. */
export const readRating = (body: unknown) => readFields(ratingBody, body);

export const ratingQuery = z.partial(z.object(pageFields));

export type RatingQuery = FieldValues<typeof ratingQuery>;

/** Throws `InvalidFields`. */
export const readRatingQuery = (query: Dictionary): RatingQuery => readQuery(ratingQuery, query);
