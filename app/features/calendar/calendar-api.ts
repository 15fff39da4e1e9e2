import { z } from 'zod';

import { httpPaths } from '../../../contract';
import type { Operation } from '../../openapi/operation';
import { badQuery, notAuthenticated } from '../../openapi/refusals';
import { day, id, monthOfYear } from '../../openapi/values';
import { calendarQuery } from './calendar-schema';

const todos = (description: string) =>
  z
    .int()
    .min(0)
    .meta({ description, examples: [2] });

const calendarAnswer = z
  .array(
    z
      .strictObject({
        date: day('A day of the month.'),
        done: todos('Todos that are done.'),
        open: todos('Todos that are not done.'),
        has_diary: z.boolean().meta({ description: 'Whether there is a diary that the requester may see.' }),
      })
      .meta({ id: 'CalendarDay' }),
  )
  .min(28)
  .max(31);

const empty = Array.from({ length: 28 }, (_, index) => ({
  date: `2026-02-${String(index + 1).padStart(2, '0')}`,
  done: 0,
  open: 0,
  has_diary: false,
}));

export const calendarOperations: readonly Operation[] = [
  {
    id: 'showCalendar',
    tag: 'Calendar',
    method: 'get',
    path: `${httpPaths.api}calendar/`,
    summary: 'Show what the days of a month hold',
    description: 'Every day of the month, in order; of a user who is not there as of one who plans nothing.',
    token: 'needed',
    query: [
      { name: 'month', description: 'Which month; needed.', schema: monthOfYear },
      { name: 'user', description: 'Whose; one’s own when absent.', schema: id('Of the user.') },
    ],
    checks: [notAuthenticated, badQuery(calendarQuery, { month: 'This field is required.' })],
    answers: [
      {
        status: 200,
        when: 'the days',
        body: calendarAnswer,
        examples: { Month: [{ ...empty[0], done: 1, open: 2, has_diary: true }, ...empty.slice(1)] },
      },
    ],
  },
];
