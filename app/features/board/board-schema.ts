import * as z from 'zod/mini';

import {
  boolean,
  type Dictionary,
  fields,
  type FieldValues,
  name,
  readFields,
  rowId,
  text,
} from '../../http/fields';
import { pageFields } from '../../http/page';
import { readQuery } from '../../http/read-query';

export const boardBody = fields({
  school: rowId().check(z.meta({ description: 'Which it is of.', examples: [1] })),
  name: name(50).check(
    z.meta({ description: 'Unique within the school, whatever the letter case.', examples: ['Free talk'] }),
  ),
  description: z.optional(text(200, { blank: true }).check(z.meta({ examples: ['Whatever comes to mind'] }))),
  allows_anonymous: z.optional(
    boolean().check(
      z.meta({ description: 'Whether posts and comments may be anonymous; true when absent.' }),
    ),
  ),
});

export type BoardFields = FieldValues<typeof boardBody>;

/** Throws `InvalidFields`. */
export const readBoard = (body: unknown): BoardFields => readFields(boardBody, body);

export const boardQuery = z.partial(z.object({ school: rowId(), ...pageFields }));

export type BoardQuery = FieldValues<typeof boardQuery>;

/** Throws `InvalidFields`. */
export const readBoardQuery = (query: Dictionary): BoardQuery => readQuery(boardQuery, query);
