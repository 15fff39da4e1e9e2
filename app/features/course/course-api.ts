import { z } from 'zod';

import { httpPaths } from '../../../contract';
import { cachedHeaders, notModified } from '../../openapi/cached';
import type { Operation } from '../../openapi/operation';
import { lastPage, pageOf, pageQuery } from '../../openapi/page';
import {
  badFields,
  badQuery,
  notAuthenticated,
  notFound,
  permissionDenied,
  unreadableBody,
} from '../../openapi/refusals';
import { nameFilter, searchFilter } from '../../openapi/search';
import { id } from '../../openapi/values';
import { courseAnswer, professorAnswer } from './course-answers';
import { courseBody, courseOrderings, courseQuery, courseUpdateBody, professorQuery } from './course-schema';
import { unknownDepartment } from './course-service';

const tag = 'Courses';
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

const update = {
  tag,
  path: `${courses}{id}/`,
  description:
    'Only the fields that are sent change, and none does when one of them is bad. Department and semester stay. Timetables that ' +
    'have the course keep it, also where it now overlaps.',
  token: 'needed',
  body: { schema: courseUpdateBody, examples: { Meetings: { meetings: course.meetings } } },
  checks: [
    notAuthenticated,
    ...unreadableBody,
    staffOnly,
    unknownCourse,
    badFields(courseUpdateBody, { meetings: 'Monday 10:00-11:15 overlaps with Monday 11:00-12:00.' }),
  ],
  answers: [{ status: 200, when: 'the course as changed', body: courseAnswer, examples: { Course: course } }],
} as const satisfies Partial<Operation>;

export const courseOperations: readonly Operation[] = [
  {
    id: 'listCourses',
    tag,
    method: 'get',
    path: courses,
    summary: 'List the courses',
    description:
      'The newest first, or the oldest. Filters work in any combination; one without a value asks nothing. The first page of the usual ' +
      'length is cached, of all courses and of a department in a semester; a change is in the next answer all the same.',
    token: 'needed',
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
      ...pageQuery,
    ],
    checks: [notAuthenticated, badQuery(courseQuery, { ordering: '"title" is not a valid choice.' })],
    answers: [
      {
        status: 200,
        when: 'a page',
        body: pageOf(courseAnswer),
        examples: { Page: lastPage(course) },
        headers: cachedHeaders,
      },
      notModified('never with other filters, `ordering`, `cursor` or `limit`'),
    ],
  },
  {
    id: 'createCourse',
    tag,
    method: 'post',
    path: courses,
    summary: 'Create a course',
    token: 'needed',
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
      notAuthenticated,
      ...unreadableBody,
      staffOnly,
      badFields(courseBody, { department: unknownDepartment, title: 'This field is required.' }),
    ],
    answers: [{ status: 201, when: 'the new course', body: courseAnswer, examples: { Course: course } }],
  },
  {
    id: 'showCourse',
    tag,
    method: 'get',
    path: `${courses}{id}/`,
    summary: 'Show a course',
    token: 'needed',
    checks: [notAuthenticated, unknownCourse],
    answers: [{ status: 200, when: 'the course', body: courseAnswer, examples: { Course: course } }],
  },
  { ...update, id: 'updateCourse', method: 'put', summary: 'Change a course' },
  { ...update, id: 'patchCourse', method: 'patch', summary: 'Change a course, as with PUT' },
  {
    id: 'deleteCourse',
    tag,
    method: 'delete',
    path: `${courses}{id}/`,
    summary: 'Delete a course',
    description: 'It goes from timetables too.',
    token: 'needed',
    checks: [notAuthenticated, staffOnly, unknownCourse],
    answers: [{ status: 204, when: 'it is gone' }],
  },
  {
    id: 'listProfessors',
    tag,
    method: 'get',
    path: `${httpPaths.api}professors/`,
    summary: 'List who gives courses',
    token: 'needed',
    query: [nameFilter, departmentFilter, ...pageQuery],
    checks: [notAuthenticated, badQuery(professorQuery, { department: 'A valid integer is required.' })],
    answers: [
      { status: 200, when: 'a page', body: pageOf(professorAnswer), examples: { Page: lastPage(professor) } },
    ],
  },
];
