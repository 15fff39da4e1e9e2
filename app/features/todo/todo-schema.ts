import * as z from 'zod/mini';

import {
  boolean,
  date,
  type Dictionary,
  fields,
  type FieldValues,
  partial,
  readFields,
  rowId,
  text,
} from '../../http/fields';
import { readQuery } from '../../http/read-query';

const shape = {
  contents: text(30).check(z.meta({ examples: ['Read chapter 3'] })),
  date: date().check(z.meta({ description: 'The day that it is for.', examples: ['2026-11-22'] })),
  is_checked: z.optional(boolean().check(z.meta({ description: 'Whether it is done.' }))),
};

export const todoBody = fields({
  ...shape,
  user_id: z.optional(rowId().check(z.meta({ description: 'Oneself, also when absent.' }))),
});
export const todoUpdateBody = partial(shape);

export type TodoUpdate = FieldValues<typeof todoUpdateBody>;

/** Throws `InvalidFields`. */
export const readTodo = (body: unknown) => readFields(todoBody, body);

/** Throws `InvalidFields`. */
export const readTodoUpdate = (body: unknown): TodoUpdate => readFields(todoUpdateBody, body);

export const todoQuery = z.partial(
  z.object({
    user: rowId(),
    contents: z.string(),
    is_checked: boolean(),
    date: date(),
    date_from: date(),
    date_to: date(),
  }),
);

/** What a list is narrowed by; a filter that is absent asks nothing. */
export type TodoQuery = FieldValues<typeof todoQuery>;

/** Throws `InvalidFields`. */
export const readTodoQuery = (query: Dictionary): TodoQuery => readQuery(todoQuery, query);
