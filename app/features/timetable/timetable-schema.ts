import * as z from 'zod/mini';

import {
  boolean,
  type Dictionary,
  fields,
  type FieldValues,
  partial,
  readFields,
  rowId,
  text,
} from '../../http/fields';
import { pageFields } from '../../http/page';
import { readQuery } from '../../http/read-query';
import { semester } from '../course/course-schema';

const shape = {
  name: text(50).check(z.meta({ examples: ['Plan A'] })),
  semester: semester().check(z.meta({ examples: ['2026-2'] })),
};
const isPublic = boolean().check(z.meta({ description: 'Whether others see it too; friends always do.' }));

export const timetableBody = fields({ ...shape, is_public: z.optional(isPublic) });
export const timetableUpdateBody = partial({ ...shape, is_public: isPublic });

export type TimetableUpdate = FieldValues<typeof timetableUpdateBody>;

/** Throws `InvalidFields`. */
export const readTimetable = (body: unknown) => readFields(timetableBody, body);

/** Throws `InvalidFields`. */
export const readTimetableUpdate = (body: unknown): TimetableUpdate => readFields(timetableUpdateBody, body);

export const timetableCourseBody = fields({ course: rowId().check(z.meta({ examples: [9] })) });

/** Throws `InvalidFields`. */
export const readTimetableCourse = (body: unknown) => readFields(timetableCourseBody, body);

export const timetableQuery = z.partial(z.object({ semester: semester(), ...pageFields }));

export type TimetableQuery = FieldValues<typeof timetableQuery>;

/** Throws `InvalidFields`. */
export const readTimetableQuery = (query: Dictionary): TimetableQuery => readQuery(timetableQuery, query);
