import * as z from 'zod/mini';

import {
  boolean,
  date,
  type Dictionary,
  fields,
  type FieldValues,
  month,
  partial,
  readFields,
  rowId,
  rowIdOrNull,
  text,
} from '../../http/fields';
import { readQuery } from '../../http/read-query';
import { emoji, emojiOrNone } from './emoji';

const shape = {
  date: date().check(z.meta({ description: 'The day that it is of.', examples: ['2026-11-22'] })),
  emoji: z.optional(emojiOrNone()),
  contents: text(2_000).check(z.meta({ examples: ['Waffles with everybody'] })),
  picture: z.optional(
    rowIdOrNull().check(z.meta({ description: 'Of an uploaded picture of one’s own; null for none.' })),
  ),
  is_private: z.optional(boolean().check(z.meta({ description: 'Whether nobody else may know of it.' }))),
};

export const diaryBody = fields(shape);
export const diaryUpdateBody = partial(shape);

export type DiaryUpdate = FieldValues<typeof diaryUpdateBody>;

/** Throws `InvalidFields`. */
export const readDiary = (body: unknown) => readFields(diaryBody, body);

/** Throws `InvalidFields`. */
export const readDiaryUpdate = (body: unknown): DiaryUpdate => readFields(diaryUpdateBody, body);

export const diaryQuery = z.partial(
  z.object({
    user: rowId(),
    contents: z.string(),
    month: month(),
    date: date(),
    date_from: date(),
    date_to: date(),
  }),
);

/** What a list is narrowed by; a filter that is absent asks nothing. */
export type DiaryQuery = FieldValues<typeof diaryQuery>;

/** Throws `InvalidFields`. */
export const readDiaryQuery = (query: Dictionary): DiaryQuery => readQuery(diaryQuery, query);

export const diaryLikeBody = fields({ emoji: emoji() });

/** Throws `InvalidFields`. */
export const readDiaryLike = (body: unknown) => readFields(diaryLikeBody, body);
