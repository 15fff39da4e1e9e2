import * as z from 'zod/mini';

import {
  choice,
  type Dictionary,
  fields,
  type FieldValues,
  integer,
  jsonList,
  name,
  partial,
  readFields,
  rowId,
  text,
  time,
} from '../../http/fields';
import { pageFields } from '../../http/page';
import { readQuery } from '../../http/read-query';
import { describeMeeting, findOverlap, type Meeting, minuteOf } from './meeting-times';

const wrongSemester =
  'Semester has wrong format. Use one of these: YYYY-1, YYYY-2, YYYY-summer, YYYY-winter.';

export const semester = () =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'This field is required.' : wrongSemester) })
    .check(z.regex(/^[1-9]\d{3}-(1|2|summer|winter)$/, wrongSemester));

const meeting = z
  .object({
    weekday: integer(0, 6).check(z.meta({ description: '0 is Monday.' })),
    start: time(),
    end: time(),
  })
  .check(z.refine(({ start, end }) => start < end, 'The end is not after the start.'));

type MeetingFields = z.output<typeof meeting>;

const meetings = () =>
  jsonList(meeting, 20).check(
    ({ value, issues }) => {
      const [first, second] = findOverlap(value.map(meetingOf)) ?? [];
      if (first === undefined || second === undefined) return;
      const message = `${describeMeeting(first)} overlaps with ${describeMeeting(second)}.`;
      issues.push({ code: 'custom', input: value, message });
    },
    z.meta({
      description: 'Once a week each; none overlaps with another one. In a form, as JSON.',
      examples: [[{ weekday: 0, start: '10:30', end: '11:45' }]],
    }),
  );

export const meetingOf = ({ weekday, start, end }: MeetingFields): Meeting => ({
  weekday,
  startMinute: minuteOf(start),
  endMinute: minuteOf(end),
});

const changeable = {
  title: text(100).check(z.meta({ examples: ['Algorithms'] })),
  professor: name(50).check(
    z.meta({
      description: 'By name; one of that department whom nobody has named before is new.',
      examples: ['Grace Hopper'],
    }),
  ),
};

export const courseBody = fields({
  department: rowId(),
  semester: semester().check(z.meta({ examples: ['2026-2'] })),
  ...changeable,
  meetings: z.optional(meetings()),
});
export const courseUpdateBody = partial({ ...changeable, meetings: meetings() });

/** Throws `InvalidFields`. */
export const readCourse = (body: unknown) => readFields(courseBody, body);

/** Throws `InvalidFields`. */
export const readCourseUpdate = (body: unknown) => readFields(courseUpdateBody, body);

export const courseOrderings = ['-created_at', 'created_at'] as const;

export const courseQuery = z.partial(
  z.object({
    title: z.string(),
    professor: z.string(),
    department: rowId(),
    semester: semester(),
    ordering: choice(courseOrderings),
    ...pageFields,
  }),
);

export type CourseQuery = FieldValues<typeof courseQuery>;

/** Throws `InvalidFields`. */
export const readCourseQuery = (query: Dictionary): CourseQuery => readQuery(courseQuery, query);

export const professorQuery = z.partial(z.object({ name: z.string(), department: rowId(), ...pageFields }));

export type ProfessorQuery = FieldValues<typeof professorQuery>;

/** Throws `InvalidFields`. */
export const readProfessorQuery = (query: Dictionary): ProfessorQuery => readQuery(professorQuery, query);
