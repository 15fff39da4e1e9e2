import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { insertStaff, insertUsers } from '../../../test/helpers/insert-users';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let staff: TestUser;
let user: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
  staff = await insertStaff(api.database);
  [user] = (await insertUsers(api.database, 1)) as [TestUser];
});
afterAll(() => api.stop());

let names = 0;
const newName = () => `Name ${++names}`;
const call = (method: string, path: string, json?: unknown, { token } = staff) =>
  api.call(method, path, { token, ...(json !== undefined && { json }) });
const show = (path: string) => call('GET', path, undefined, user);
const makeSchool = async (name = newName()) => (await call('POST', 'schools/', { name })).body;
const answerOf = ({ status, body }: Answer) => ({ status, body });

const noPermission = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
const notFound = { status: 404, body: { detail: 'Not found.' } };
const schoolTaken = { status: 400, body: { name: ['A school with that name already exists.'] } };
const departmentTaken = {
  status: 400,
  body: { name: ['A department with that name already exists in this school.'] },
};

describe('a school', () => {
  test('is made by staff and read by everybody', async () => {
    const answer = await call('POST', 'schools/', { name: '  Waffle University ', id: 7 });
    const body = { id: expect.any(Number), name: 'Waffle University' };
    expect(answerOf(answer)).toEqual({ status: 201, body });
    expect((await show(`schools/${answer.body.id}/`)).body).toEqual(answer.body);
  });

  test.each(['PUT', 'PATCH'])('is renamed by %s', async (method) => {
    const { id, name } = await makeSchool();
    expect((await call(method, `schools/${id}/`, {})).body).toEqual({ id, name });
    const renamed = { id, name: newName() };
    const json = { name: renamed.name };
    expect(answerOf(await call(method, `schools/${id}/`, json))).toEqual({ status: 200, body: renamed });
    expect((await show(`schools/${id}/`)).body).toEqual(renamed);
  });

  test('takes another letter case of its own name', async () => {
    const { id } = await makeSchool('Straße');
    const json = { name: 'STRASSE' };
    expect((await call('PUT', `schools/${id}/`, json)).body).toEqual({ id, name: 'STRASSE' });
  });

  test.each([
    ['seoul', 'SEOUL'],
    ['École', 'e\u0301COLE'],
    ['ΟΔΟΣ', 'οδος'],
    ['Ａcademy', 'academy'],
  ])('named %s leaves no room for %s', async (first, second) => {
    await makeSchool(first);
    const { id } = await makeSchool();
    expect(answerOf(await call('POST', 'schools/', { name: second }))).toEqual(schoolTaken);
    expect(answerOf(await call('PATCH', `schools/${id}/`, { name: second }))).toEqual(schoolTaken);
  });

  test.each([
    ['Ecole', 'Écolé'],
    ['한국', '한극'],
    ['🧇 school', '🥞 school'],
  ])('named %s is another than %s', async (first, second) => {
    await makeSchool(first);
    expect((await call('POST', 'schools/', { name: second })).status).toBe(201);
  });

  test('is kept in composed characters', async () => {
    expect((await makeSchool('Universita\u0300')).name).toBe('Universit\u00e0');
  });

  test('of one name is made once, however many ask at once', async () => {
    const name = newName();
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', 'schools/', { name })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(400)]);
  });
});

const blank = { name: ['This field may not be blank.'] };
const tooLong = { name: ['Ensure this field has no more than 100 characters.'] };

describe.each([
  ['a school', () => 'schools/'],
  ['a department', (school: number) => `schools/${school}/departments/`],
])('%s is refused', (_, pathIn) => {
  let school: number;
  beforeAll(async () => {
    school = (await makeSchool()).id;
  });

  test.each([
    [{}, { name: ['This field is required.'] }],
    [{ name: null }, { name: ['This field may not be null.'] }],
    [{ name: ' ' }, blank],
    [{ name: [] }, { name: ['Not a valid string.'] }],
    [{ name: 'x'.repeat(101) }, tooLong],
    // Its capital letters are three.
    [{ name: 'ΐ'.repeat(50) }, tooLong],
  ])('with %j', async (json, body) => {
    expect(answerOf(await call('POST', pathIn(school), json))).toEqual({ status: 400, body });
  });
});

describe('a department', () => {
  test('is made by staff, in a school', async () => {
    const { id: school } = await makeSchool();
    const answer = await call('POST', `schools/${school}/departments/`, { name: 'Physics' });
    const body = { id: expect.any(Number), school, name: 'Physics' };
    expect(answerOf(answer)).toEqual({ status: 201, body });
    expect((await show(`departments/${answer.body.id}/`)).body).toEqual(answer.body);
  });

  test('has its name once in a school, and in others too', async () => {
    const [{ id: first }, { id: second }] = [await makeSchool(), await makeSchool()];
    const make = (school: number, name: string) => call('POST', `schools/${school}/departments/`, { name });
    await make(first, 'Physics');
    const { body } = await make(first, 'Chemistry');
    expect((await make(second, 'Physics')).status).toBe(201);
    expect(answerOf(await make(first, 'PHYSICS'))).toEqual(departmentTaken);
    expect(answerOf(await call('PATCH', `departments/${body.id}/`, { name: 'physics' }))).toEqual(
      departmentTaken,
    );
  });

  test.each(['PUT', 'PATCH'])('is renamed by %s', async (method) => {
    const { id: school } = await makeSchool();
    const { id } = (await call('POST', `schools/${school}/departments/`, { name: 'Old' })).body;
    expect((await call(method, `departments/${id}/`, {})).body.name).toBe('Old');
    const answer = await call(method, `departments/${id}/`, { name: 'New' });
    expect(answerOf(answer)).toEqual({ status: 200, body: { id, school, name: 'New' } });
  });
});

describe('whoever is not of staff', () => {
  test.each([
    ['POST', 'schools/'],
    ['PUT', 'schools/999999/'],
    ['PATCH', 'schools/1/'],
    ['POST', 'schools/1/departments/'],
    ['PUT', 'departments/1/'],
    ['PATCH', 'departments/999999/'],
  ])('is refused %s %s', async (method, path) => {
    expect(answerOf(await call(method, path, { name: '' }, user))).toEqual(noPermission);
  });
});

test.each([
  ['GET', 'schools/999999/'],
  ['GET', 'schools/one/'],
  ['PUT', 'schools/0/'],
  ['PATCH', 'schools/999999/'],
  ['GET', 'schools/999999/departments/'],
  ['POST', 'schools/999999/departments/'],
  ['GET', 'departments/999999/'],
  ['PUT', 'departments/999999/'],
  ['PATCH', 'departments/one/'],
])('%s %s is 404', async (method, path) => {
  expect(answerOf(await call(method, path, method === 'GET' ? undefined : { name: '' }))).toEqual(notFound);
});
