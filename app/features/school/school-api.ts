import { httpPaths } from '../../../contract';
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
import { nameFilter } from '../../openapi/search';
import { departmentAnswer, schoolAnswer } from './school-answers';
import {
  departmentBody,
  departmentUpdateBody,
  schoolBody,
  schoolQuery,
  schoolUpdateBody,
} from './school-schema';
import { departmentExists, schoolExists } from './school-service';

const tag = 'Schools';
const schools = `${httpPaths.api}schools/`;
const departments = `${httpPaths.api}departments/`;

const school = { id: 1, name: 'Example University' };
const department = { id: 4, school: 1, name: 'Computer Science' };

const staffOnly = permissionDenied('the user is not of staff');
const unknownSchool = notFound('no school has this id');
const unknownDepartment = notFound('no department has this id');

const listing = {
  tag,
  method: 'get',
  token: 'needed',
  query: [nameFilter, ...pageQuery],
} as const;
const badList = badQuery(schoolQuery, { limit: 'Ensure this value is less than or equal to 100.' });

const updateSchool = {
  tag,
  path: `${schools}{id}/`,
  token: 'needed',
  body: { schema: schoolUpdateBody, examples: { Name: { name: school.name } } },
  checks: [
    notAuthenticated,
    ...unreadableBody,
    staffOnly,
    unknownSchool,
    badFields(schoolUpdateBody, { name: schoolExists }),
  ],
  answers: [{ status: 200, when: 'the school as changed', body: schoolAnswer, examples: { School: school } }],
} as const satisfies Partial<Operation>;

const updateDepartment = {
  tag,
  path: `${departments}{id}/`,
  token: 'needed',
  body: { schema: departmentUpdateBody, examples: { Name: { name: department.name } } },
  checks: [
    notAuthenticated,
    ...unreadableBody,
    staffOnly,
    unknownDepartment,
    badFields(departmentUpdateBody, { name: departmentExists }),
  ],
  answers: [
    {
      status: 200,
      when: 'the department as changed',
      body: departmentAnswer,
      examples: { Department: department },
    },
  ],
} as const satisfies Partial<Operation>;

export const schoolOperations: readonly Operation[] = [
  {
    ...listing,
    id: 'listSchools',
    path: schools,
    summary: 'List the schools',
    checks: [notAuthenticated, badList],
    answers: [
      { status: 200, when: 'a page', body: pageOf(schoolAnswer), examples: { Page: lastPage(school) } },
    ],
  },
  {
    id: 'createSchool',
    tag,
    method: 'post',
    path: schools,
    summary: 'Create a school',
    token: 'needed',
    body: { schema: schoolBody, examples: { School: { name: school.name } } },
    checks: [notAuthenticated, ...unreadableBody, staffOnly, badFields(schoolBody, { name: schoolExists })],
    answers: [{ status: 201, when: 'the new school', body: schoolAnswer, examples: { School: school } }],
  },
  {
    id: 'showSchool',
    tag,
    method: 'get',
    path: `${schools}{id}/`,
    summary: 'Show a school',
    token: 'needed',
    checks: [notAuthenticated, unknownSchool],
    answers: [{ status: 200, when: 'the school', body: schoolAnswer, examples: { School: school } }],
  },
  { ...updateSchool, id: 'updateSchool', method: 'put', summary: 'Rename a school' },
  { ...updateSchool, id: 'patchSchool', method: 'patch', summary: 'Rename a school, as with PUT' },
  {
    ...listing,
    id: 'listDepartments',
    path: `${schools}{id}/departments/`,
    summary: 'List the departments of a school',
    checks: [notAuthenticated, badList, unknownSchool],
    answers: [
      {
        status: 200,
        when: 'a page',
        body: pageOf(departmentAnswer),
        examples: { Page: lastPage(department) },
      },
    ],
  },
  {
    id: 'createDepartment',
    tag,
    method: 'post',
    path: `${schools}{id}/departments/`,
    summary: 'Create a department of a school',
    token: 'needed',
    body: { schema: departmentBody, examples: { Department: { name: department.name } } },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      staffOnly,
      unknownSchool,
      badFields(departmentBody, { name: departmentExists }),
    ],
    answers: [
      {
        status: 201,
        when: 'the new department',
        body: departmentAnswer,
        examples: { Department: department },
      },
    ],
  },
  {
    id: 'showDepartment',
    tag,
    method: 'get',
    path: `${departments}{id}/`,
    summary: 'Show a department',
    token: 'needed',
    checks: [notAuthenticated, unknownDepartment],
    answers: [
      { status: 200, when: 'the department', body: departmentAnswer, examples: { Department: department } },
    ],
  },
  { ...updateDepartment, id: 'updateDepartment', method: 'put', summary: 'Rename a department' },
  {
    ...updateDepartment,
    id: 'patchDepartment',
    method: 'patch',
    summary: 'Rename a department, as with PUT',
  },
];
