import * as z from 'zod/mini';

import { boolean, type Dictionary, fields, partial, readFields, rowId, text } from '../../http/fields';
import { pageFields, type PageQuery } from '../../http/page';
import { readQuery } from '../../http/read-query';

const shape = { contents: text(1_000).check(z.meta({ examples: ['On Friday.'] })) };

export const commentBody = fields({
  ...shape,
  is_anonymous: z.optional(
    boolean().check(z.meta({ description: 'Stays as it is from the beginning; false when absent.' })),
  ),
  parent: z.optional(
    z
      .nullable(rowId())
      .check(z.meta({ description: 'The comment that it replies to, which is no reply itself.' })),
  ),
});
export const commentUpdateBody = partial(shape);

/** Throws `InvalidFields`. */
export const readComment = (body: unknown) => readFields(commentBody, body);

/** Throws `InvalidFields`. */
export const readCommentUpdate = (body: unknown) => readFields(commentUpdateBody, body);

export const commentQuery = z.partial(z.object(pageFields));

/** Throws `InvalidFields`. */
export const readCommentQuery = (query: Dictionary): PageQuery => readQuery(commentQuery, query);
