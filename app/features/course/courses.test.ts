import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { type Campus, openCampus } from '../../../test/helpers/make-course';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let campus: Campus;
let user: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
  campus = await openCampus(api);
  [user] = (await insertUsers(api.database, 1)) as [TestUser];
});
afterAll(() => api.stop());

const course = () => ({
  department: campus.department,
  semester: '2026-2',
  title: 'Algorithms',
  professor: 'Grace Hopper',
});
const monday = { weekday: 0, start: '10:30', end: '11:45' };
const friday = { weekday: 4, start: '00:00', end: '23:59' };
const call = (method: string, path: string, json?: unknown, { token } = campus.staff) =>
  api.call(method, path, { token, ...(json !== undefined && { json }) });
const create = (fields: object = {}) => call('POST', 'courses/', { ...course(), ...fields });
const show = (id: unknown) => call('GET', `courses/${String(id)}/`, undefined, user);
const answerOf = ({ status, body }: Answer) => ({ status, body });

const noPermission = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
const notFound = { status: 404, body: { detail: 'Not found.' } };

describe('a course', () => {
  test('is made by staff and read by everybody, its meetings by time', async () => {
    const answer = await create({ title: ' Algorithms ', meetings: [friday, { ...monday, weekday: '0' }] });
    const body = {
      ...course(),
      id: expect.any(Number),
      professor: { id: expect.any(Number), name: 'Grace Hopper' },
      meetings: [monday, friday],
      rating_count: 0,
      rating_average: null,
    };
    expect(answerOf(answer)).toEqual({ status: 201, body });
    expect((await show(answer.body.id)).body).toEqual(answer.body);
  });

  test.each([
    [{}, []],
    [{ meetings: [] }, []],
    [{ meetings: JSON.stringify([monday]) }, [monday]],
    [
      { meetings: [monday, { ...monday, start: '11:45', end: '12:00' }] },
      [monday, { ...monday, start: '11:45', end: '12:00' }],
    ],
  ])('with %j meets at %j', async (fields, meetings) => {
    expect((await create(fields)).body.meetings).toEqual(meetings);
  });

  test('comes as a form too, with its meetings as JSON', async () => {
    const { department, ...texts } = course();
    const form = { ...texts, department: String(department), meetings: JSON.stringify([monday]) };
    const { token } = campus.staff;
    expect((await api.call('POST', 'courses/', { token, form })).body.meetings).toEqual([monday]);
  });

  const wrongTime = 'Time has wrong format. Use one of these formats instead: hh:mm.';
  const wrongSemester =
    'Semester has wrong format. Use one of these: YYYY-1, YYYY-2, YYYY-summer, YYYY-winter.';
  test.each<[object, Record<string, string>]>([
    [
      { title: undefined, department: undefined, semester: undefined, professor: undefined },
      Object.fromEntries(
        ['title', 'department', 'semester', 'professor'].map((field) => [field, 'This field is required.']),
      ),
    ],
    [{ department: 999_999 }, { department: 'No department has this id.' }],
    [{ department: 'CS' }, { department: 'A valid integer is required.' }],
    [{ semester: '2026-3' }, { semester: wrongSemester }],
    [{ semester: 20_261 }, { semester: wrongSemester }],
    [
      { title: ' ', professor: 'x'.repeat(51) },
      {
        title: 'This field may not be blank.',
        professor: 'Ensure this field has no more than 50 characters.',
      },
    ],
    [{ meetings: 'Monday' }, { meetings: 'Expected a list of items.' }],
    [{ meetings: null }, { meetings: 'This field may not be null.' }],
    [{ meetings: [monday, {}] }, { meetings: '1.weekday: This field is required.' }],
    [{ meetings: [{ ...monday, end: '24:00' }] }, { meetings: `0.end: ${wrongTime}` }],
    [
      { meetings: [{ ...monday, weekday: 7 }] },
      { meetings: '0.weekday: Ensure this value is less than or equal to 6.' },
    ],
    [{ meetings: [{ ...monday, end: '10:30' }] }, { meetings: '0: The end is not after the start.' }],
    [
      { meetings: [friday, monday, { ...monday, start: '11:44', end: '12:00' }] },
      { meetings: 'Monday 10:30-11:45 overlaps with Monday 11:44-12:00.' },
    ],
    [{ meetings: Array(21).fill(monday) }, { meetings: 'Ensure this field has no more than 20 items.' }],
  ])('with %j is refused', async (fields, messages) => {
    const body = Object.fromEntries(Object.entries(messages).map(([field, message]) => [field, [message]]));
    expect(answerOf(await create(fields))).toEqual({ status: 400, body });
  });
});

describe.each(['PUT', 'PATCH'])('%s courses/{id}/', (method) => {
  test('changes what is sent, and keeps department and semester', async () => {
    const { body: before } = await create({ meetings: [monday] });
    const change = (json: object) => call(method, `courses/${before.id}/`, json);
    expect(answerOf(await change({}))).toEqual({ status: 200, body: before });
    const { body } = await change({ title: 'Graphs', meetings: [friday], semester: '2027-1', department: 7 });
    expect(body).toEqual({ ...before, title: 'Graphs', meetings: [friday] });
    expect((await change({ meetings: [] })).body).toEqual({ ...before, title: 'Graphs', meetings: [] });
    expect((await change({ professor: 'Ada Lovelace' })).body.professor.name).toBe('Ada Lovelace');
  });

  test('stores nothing when a field is bad', async () => {
    const { body: before } = await create({ meetings: [monday] });
    const json = { title: 'Graphs', meetings: [monday, monday] };
    expect((await call(method, `courses/${before.id}/`, json)).status).toBe(400);
    expect((await show(before.id)).body).toEqual(before);
  });
});

describe('deleting a course', () => {
  test('makes it unknown, and keeps its row', async () => {
    const { id } = (await create()).body;
    expect(answerOf(await call('DELETE', `courses/${id}/`))).toEqual({ status: 204, body: '' });
    for (const method of ['GET', 'DELETE', 'PUT'])
      expect(answerOf(await call(method, `courses/${id}/`, method === 'PUT' ? {} : undefined))).toEqual(
        notFound,
      );
    expect(await api.database.connection.query('SELECT id FROM Course WHERE id = ?', [id])).toHaveLength(1);
  });
});

describe('a professor', () => {
  test('is known by name within a department, whatever the letter case', async () => {
    const name = 'Barbara Liskov';
    const { body } = await create({ professor: name });
    expect((await create({ professor: ` ${name.toUpperCase()} ` })).body.professor).toEqual(body.professor);
    const elsewhere = await openCampus(api);
    expect((await elsewhere.make({ professor: name })).professor.id).not.toBe(body.professor.id);
  });

  test('is made once, however many courses name them at once', async () => {
    const professor = 'Frances Allen';
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ professor })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ body }) => body.professor.id)).size).toBe(1);
  });
});

describe('whoever is not of staff', () => {
  test.each([
    ['POST', 'courses/'],
    ['PUT', 'courses/999999/'],
    ['PATCH', 'courses/999999/'],
    ['DELETE', 'courses/999999/'],
  ])('is refused %s %s', async (method, path) => {
    const json = method === 'DELETE' ? undefined : {};
    expect(answerOf(await call(method, path, json, user))).toEqual(noPermission);
  });
});

test.each([999_999, 'abc', 0])('course %s is 404', async (id) => {
  expect(answerOf(await show(id))).toEqual(notFound);
  expect(answerOf(await call('PATCH', `courses/${id}/`, { title: '' }))).toEqual(notFound);
});
