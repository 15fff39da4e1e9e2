import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation } from '../../openapi/operation';
import { lastPage } from '../../openapi/page';
import { badFields, badQuery, notFound, permissionDenied } from '../../openapi/refusals';
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

const { list, create, show, change } = callsAbout('Schools');
const schools = `${httpPaths.api}schools/`;
const departments = `${httpPaths.api}departments/`;

const school = { id: 1, name: 'Example University' };
const department = { id: 4, school: 1, name: 'Computer Science' };

const staffOnly = permissionDenied('the user is not of staff');
const unknownSchool = notFound('no school has this id');
const unknownDepartment = notFound('no department has this id');

const badList = badQuery(schoolQuery, { limit: 'Ensure this value is less than or equal to 100.' });
const schoolAnswered = (when: string) => ({ when, body: schoolAnswer, examples: { School: school } });
const departmentAnswered = (when: string) => ({
  when,
  body: departmentAnswer,
  examples: { Department: department },
});

export const schoolOperations: readonly Operation[] = [
  list({
    id: 'listSchools',
    path: schools,
    summary: 'List the schools',
    query: [nameFilter],
    checks: [badList],
    of: schoolAnswer,
    examples: { Page: lastPage(school) },
  }),
  create({
    id: 'createSchool',
    path: schools,
    summary: 'Create a school',
    body: { schema: schoolBody, examples: { School: { name: school.name } } },
    checks: [staffOnly, badFields(schoolBody, { name: schoolExists })],
    answer: schoolAnswered('the new school'),
  }),
  show({
    id: 'showSchool',
    path: `${schools}{id}/`,
    summary: 'Show a school',
    checks: [unknownSchool],
    answer: schoolAnswered('the school'),
  }),
  ...change({
    what: 'School',
    path: `${schools}{id}/`,
    summary: 'Rename a school',
    body: { schema: schoolUpdateBody, examples: { Name: { name: school.name } } },
    checks: [staffOnly, unknownSchool, badFields(schoolUpdateBody, { name: schoolExists })],
    answer: schoolAnswered('the school as changed'),
  }),
  list({
    id: 'listDepartments',
    path: `${schools}{id}/departments/`,
    summary: 'List the departments of a school',
    query: [nameFilter],
    checks: [badList, unknownSchool],
    of: departmentAnswer,
    examples: { Page: lastPage(department) },
  }),
  create({
    id: 'createDepartment',
    path: `${schools}{id}/departments/`,
    summary: 'Create a department of a school',
    body: { schema: departmentBody, examples: { Department: { name: department.name } } },
    checks: [staffOnly, unknownSchool, badFields(departmentBody, { name: departmentExists })],
    answer: departmentAnswered('the new department'),
  }),
  show({
    id: 'showDepartment',
    path: `${departments}{id}/`,
    summary: 'Show a department',
    checks: [unknownDepartment],
    answer: departmentAnswered('the department'),
  }),
  ...change({
    what: 'Department',
    path: `${departments}{id}/`,
    summary: 'Rename a department',
    body: { schema: departmentUpdateBody, examples: { Name: { name: department.name } } },
    checks: [staffOnly, unknownDepartment, badFields(departmentUpdateBody, { name: departmentExists })],
    answer: departmentAnswered('the department as changed'),
  }),
];
