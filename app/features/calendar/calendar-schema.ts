import * as z from 'zod/mini';

import { type Dictionary, type FieldValues, month, rowId } from '../../http/fields';
import { readQuery } from '../../http/read-query';

export const calendarQuery = z.object({ month: month(), user: z.optional(rowId()) });

export type CalendarQuery = FieldValues<typeof calendarQuery>;

/** Throws `InvalidFields`. */
export const readCalendarQuery = (query: Dictionary): CalendarQuery => readQuery(calendarQuery, query);
