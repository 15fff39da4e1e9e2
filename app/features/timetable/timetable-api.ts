import { z } from 'zod';

import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation } from '../../openapi/operation';
import { lastPage } from '../../openapi/page';
import { badFields, badQuery, notFound, permissionDenied, rule, ruleLike } from '../../openapi/refusals';
import { timetableAnswer, wholeTimetableAnswer } from './timetable-answers';
import { addedBefore, otherSemester, tooMany, unknownCourse } from './timetable-courses';
import { timetableBody, timetableCourseBody, timetableQuery, timetableUpdateBody } from './timetable-schema';
import { staysInSemester } from './timetable-service';

const { list, create, show, change, remove } = callsAbout('Timetables');
const timetables = `${httpPaths.api}timetables/`;

const timetable = {
  id: 5,
  user: 3,
  name: 'Plan A',
  semester: '2026-2',
  is_public: false,
  created_at: '2026-11-21T12:32:24.099000Z',
  updated_at: '2026-11-22T09:00:00.512000Z',
};
const whole = {
  ...timetable,
  courses: [
    {
      id: 9,
      title: 'Algorithms',
      department: 4,
      professor: { id: 2, name: 'Grace Hopper' },
      semester: '2026-2',
      meetings: [{ weekday: 0, start: '10:30', end: '11:45' }],
      rating_count: 8,
      rating_average: 4.25,
    },
  ],
};
const wrongSemester =
  'Semester has wrong format. Use one of these: YYYY-1, YYYY-2, YYYY-summer, YYYY-winter.';

const unknown = notFound('no timetable has this id');
const otherOwner = permissionDenied('it is the timetable of another user');
const listing = {
  query: [
    {
      name: 'semester',
      description: 'Only those of this semester.',
      schema: z.string().meta({ examples: ['2026-2'] }),
    },
  ],
  of: timetableAnswer,
  examples: { Page: lastPage(timetable) },
} as const;
const badList = badQuery(timetableQuery, { semester: wrongSemester });
const wholeOf = (when: string) => ({ when, body: wholeTimetableAnswer, examples: { Timetable: whole } });

export const timetableOperations: readonly Operation[] = [
  list({
    ...listing,
    id: 'listTimetables',
    path: timetables,
    summary: 'List one’s own timetables',
    description: 'The newest first.',
    checks: [badList],
  }),
  list({
    ...listing,
    id: 'listTimetablesOf',
    path: `${httpPaths.api}users/{id}/timetables/`,
    summary: 'List the timetables of a user',
    description: 'The public ones; to friends, and to oneself, all of them. The newest first.',
    checks: [badList, notFound('no user has this id')],
  }),
  create({
    id: 'createTimetable',
    path: timetables,
    summary: 'Create a timetable',
    description: '`is_public` is false unless it is sent.',
    body: { schema: timetableBody, examples: { Timetable: { name: 'Plan A', semester: '2026-2' } } },
    checks: [badFields(timetableBody, { semester: wrongSemester })],
    answer: wholeOf('the new timetable'),
  }),
  show({
    id: 'showTimetable',
    path: `${timetables}{id}/`,
    summary: 'Show a timetable with its courses',
    checks: [unknown, permissionDenied('it is not public, and its owner neither oneself nor a friend')],
    answer: wholeOf('the timetable'),
  }),
  ...change({
    what: 'Timetable',
    path: `${timetables}{id}/`,
    summary: 'Change a timetable',
    description: 'Only the fields that are sent change, and none does when one of them is bad.',
    body: { schema: timetableUpdateBody, examples: { Public: { is_public: true } } },
    checks: [
      unknown,
      otherOwner,
      badFields(timetableUpdateBody, { semester: wrongSemester }),
      rule(400, 'it is another semester, and the timetable has courses', staysInSemester),
    ],
    answer: wholeOf('the timetable as changed'),
  }),
  remove({
    id: 'deleteTimetable',
    path: `${timetables}{id}/`,
    summary: 'Delete a timetable',
    checks: [unknown, otherOwner],
  }),
  create({
    id: 'addTimetableCourse',
    path: `${timetables}{id}/courses/`,
    summary: 'Add a course to a timetable',
    body: { schema: timetableCourseBody, examples: { Course: { course: 9 } } },
    checks: [
      unknown,
      otherOwner,
      badFields(timetableCourseBody, { course: unknownCourse }),
      rule(400, 'it does not fit', otherSemester, addedBefore, tooMany),
      ruleLike(
        400,
        'it overlaps with others, all of which are named',
        /^Overlaps with /,
        'Overlaps with Databases (Monday 11:00-12:15), Ethics (Friday 09:00-10:00)',
      ),
    ],
    answer: wholeOf('the timetable with the course'),
  }),
  remove({
    id: 'removeTimetableCourse',
    path: `${timetables}{id}/courses/{course}/`,
    summary: 'Take a course out of a timetable',
    description: 'One that is not in there changes nothing.',
    checks: [unknown, otherOwner],
    when: 'it is not in there',
  }),
];
