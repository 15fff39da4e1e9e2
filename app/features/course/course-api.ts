import { z } from 'zod';

import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation } from '../../openapi/operation';
import { lastPage } from '../../openapi/page';
import { badFields, badQuery, notFound, permissionDenied } from '../../openapi/refusals';
import { nameFilter, searchFilter } from '../../openapi/search';
import { id } from '../../openapi/values';
import { courseAnswer, professorAnswer } from './course-answers';
import { courseBody, courseOrderings, courseQuery, courseUpdateBody, professorQuery } from './course-schema';
import { unknownDepartment } from './course-service';

const { list, create, show, change, remove } = callsAbout('Courses');
const courses = `${httpPaths.api}courses/`;

const course = {
  id: 9,
  title: 'Algorithms',
  department: 4,
  professor: { id: 2, name: 'Grace Hopper' },
  semester: '2026-2',
  meetings: [
    { weekday: 0, start: '10:30', end: '11:45' },
    { weekday: 2, start: '10:30', end: '11:45' },
  ],
  rating_count: 8,
  rating_average: 4.25,
};
const professor = { id: 2, name: 'Grace Hopper', department: 4 };

const staffOnly = permissionDenied('the user is not of staff');
export const unknownCourse = notFound('no course has this id');
const departmentFilter = {
  name: 'department',
  description: 'Only those of this department.',
  schema: id('A department.'),
};

const answer = (when: string) => ({ when, body: courseAnswer, examples: { Course: course } });

export const courseOperations: readonly Operation[] = [
  list({
    id: 'listCourses',
    path: courses,
    summary: 'List the courses',
    description:
      'The newest first, or the oldest. Filters work in any combination; one without a value asks nothing. The first page of the usual ' +
      'length is cached, of all courses and of a department in a semester; a change is in the next answer all the same.',
    query: [
      searchFilter('title', 'Part of the title'),
      searchFilter('professor', 'Part of the professor’s name'),
      departmentFilter,
      {
        name: 'semester',
        description: 'Only those of this semester.',
        schema: z.string().meta({ examples: ['2026-2'] }),
      },
      { name: 'ordering', description: 'By when they were made.', schema: z.enum(courseOrderings) },
    ],
    checks: [badQuery(courseQuery, { ordering: '"title" is not a valid choice.' })],
    of: courseAnswer,
    examples: { Page: lastPage(course) },
    cachedBut: 'never with other filters, `ordering`, `cursor` or `limit`',
  }),
  create({
    id: 'createCourse',
    path: courses,
    summary: 'Create a course',
    body: {
      schema: courseBody,
      examples: {
        Course: {
          department: 4,
          semester: '2026-2',
          title: course.title,
          professor: professor.name,
          meetings: course.meetings,
        },
      },
    },
    checks: [
      staffOnly,
      badFields(courseBody, { department: unknownDepartment, title: 'This field is required.' }),
    ],
    answer: answer('the new course'),
  }),
  show({
    id: 'showCourse',
    path: `${courses}{id}/`,
    summary: 'Show a course',
    checks: [unknownCourse],
    answer: answer('the course'),
  }),
  ...change({
    what: 'Course',
    path: `${courses}{id}/`,
    summary: 'Change a course',
    description:
      'Only the fields that are sent change, and none does when one of them is bad. Department and semester stay. Timetables that ' +
      'have the course keep it, also where it now overlaps.',
    body: { schema: courseUpdateBody, examples: { Meetings: { meetings: course.meetings } } },
    checks: [
      staffOnly,
      unknownCourse,
      badFields(courseUpdateBody, { meetings: 'Monday 10:00-11:15 overlaps with Monday 11:00-12:00.' }),
    ],
    answer: answer('the course as changed'),
  }),
  remove({
    id: 'deleteCourse',
    path: `${courses}{id}/`,
    summary: 'Delete a course',
    description: 'It goes from timetables too.',
    checks: [staffOnly, unknownCourse],
  }),
  list({
    id: 'listProfessors',
    path: `${httpPaths.api}professors/`,
    summary: 'List who gives courses',
    query: [nameFilter, departmentFilter],
    checks: [badQuery(professorQuery, { department: 'A valid integer is required.' })],
    of: professorAnswer,
    examples: { Page: lastPage(professor) },
  }),
];
