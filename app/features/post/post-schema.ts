import * as z from 'zod/mini';

import {
  boolean,
  choice,
  type Dictionary,
  fields,
  type FieldValues,
  names,
  partial,
  readFields,
  rowId,
  text,
} from '../../http/fields';
import { pageFields } from '../../http/page';
import { readQuery } from '../../http/read-query';

const shape = {
  title: text(100).check(z.meta({ examples: ['When is the exam?'] })),
  contents: text(10_000).check(z.meta({ examples: ['Does anybody know?'] })),
  is_anonymous: z.optional(
    boolean().check(z.meta({ description: 'Stays as it is from the beginning; false when absent.' })),
  ),
  is_question: z.optional(boolean().check(z.meta({ description: 'False when absent.' }))),
  tags: z.optional(
    names(30, 20).check(
      z.meta({
        description:
          'All of them: a list, or a field that a form repeats. One that exists is taken, whatever its letter case.',
        examples: [['exam']],
      }),
    ),
  ),
};

/** Fields that a form repeats. */
export const postLists = ['tags'];

export const postBody = fields(shape);
export const postUpdateBody = partial(shape);

export type PostUpdate = FieldValues<typeof postUpdateBody>;

/** Throws `InvalidFields`. */
export const readPost = (body: unknown) => readFields(postBody, body);

/** Throws `InvalidFields`. */
export const readPostUpdate = (body: unknown): PostUpdate => readFields(postUpdateBody, body);

export const postOrderings = [
  '-created_at',
  'created_at',
  '-likes',
  'likes',
  '-comments',
  'comments',
] as const;
export type PostOrdering = (typeof postOrderings)[number];

export const postQuery = z.partial(
  z.object({
    title: z.string(),
    contents: z.string(),
    tag: z.string(),
    author: rowId(),
    question: boolean(),
    ordering: choice(postOrderings),
    ...pageFields,
  }),
);

export type PostQuery = FieldValues<typeof postQuery>;

/** Throws `InvalidFields`. */
export const readPostQuery = (query: Dictionary): PostQuery => readQuery(postQuery, query);
