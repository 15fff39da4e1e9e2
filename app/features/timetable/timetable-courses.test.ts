import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { insertUsers } from '../../../test/helpers/insert-users';
import { type Campus, openCampus } from '../../../test/helpers/make-course';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';
import { minuteOf } from '../course/meeting-times';

let api: TestApi;
/** A second process with the same database. */
let beside: TestApi;
let campus: Campus;
let owner: TestUser;
let stranger: TestUser;
let id: number;
beforeAll(async () => {
  api = await TestApi.start();
  beside = await TestApi.start({ beside: api });
  campus = await openCampus(api);
});
beforeEach(async () => {
  [owner, stranger] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
  id = await makeTimetable();
});
afterAll(async () => {
  await beside.stop();
  await api.stop();
});

const makeTimetable = async (): Promise<number> => {
  const json = { name: 'Plan A', semester: '2026-2' };
  return (await api.call('POST', 'timetables/', { token: owner.token, json })).body.id;
};
const make = async (title: string, ...meetings: object[]) => (await campus.make({ title, meetings })).id;
const at = (weekday: number, start: string, end: string) => ({ weekday, start, end });
const add = (course: unknown, { token } = owner, port = api.port) =>
  api.call('POST', `timetables/${id}/courses/`, { token, json: { course }, port });
const takeOut = (course: unknown, { token } = owner) =>
  api.call('DELETE', `timetables/${id}/courses/${String(course)}/`, { token });
const coursesIn = async () =>
  (await api.call('GET', `timetables/${id}/`, owner)).body.courses.map((one: { id: number }) => one.id);
const answerOf = ({ status, body }: Answer) => ({ status, body });
const refused = (error: string) => ({ status: 400, body: { error } });
const noPermission = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };

describe('a course', () => {
  test('is added, and shown as it is elsewhere', async () => {
    const [first, second] = [
      await make('B', at(0, '09:00', '10:00')),
      await make('A', at(0, '10:00', '11:00')),
    ];
    await add(String(first));
    const { status, body } = await add(second);
    expect(status).toBe(201);
    const shown = async (course: number) => (await api.call('GET', `courses/${course}/`, owner)).body;
    expect(body.courses).toEqual([await shown(first), await shown(second)]);
    expect((await api.call('GET', `timetables/${id}/`, owner)).body).toEqual(body);
  });

  test('that overlaps is refused with all that is in its way', async () => {
    await add(await make('Databases', at(4, '09:00', '10:00'), at(0, '11:00', '12:15')));
    await add(await make('Ethics', at(4, '10:00', '11:00')));
    await add(await make('Free', at(1, '00:00', '23:59')));
    const wanted = await make('Compilers', at(4, '09:59', '10:01'), at(2, '11:00', '12:00'));
    expect(answerOf(await add(wanted))).toEqual(
      refused('Overlaps with Databases (Friday 09:00-10:00), Ethics (Friday 10:00-11:00)'),
    );
    expect(await coursesIn()).toHaveLength(3);
  });

  test('of another semester is refused', async () => {
    const { id: course } = await campus.make({ semester: '2026-1' });
    expect(answerOf(await add(course))).toEqual(refused('This course is of another semester'));
  });

  test('is added once', async () => {
    const course = await make('Seminar');
    await add(course);
    expect(answerOf(await add(course))).toEqual(refused('This course is in the timetable already'));
    expect(await coursesIn()).toEqual([course]);
  });

  test.each([
    [999_999, 'No course has this id.'],
    [-1, 'No course has this id.'],
    [2 ** 40, 'No course has this id.'],
    [undefined, 'This field is required.'],
    ['Algorithms', 'A valid integer is required.'],
  ])('%j is refused', async (course, message) => {
    expect(answerOf(await add(course))).toEqual({ status: 400, body: { course: [message] } });
  });

  test('that is deleted goes from the timetable, and leaves its hours to others', async () => {
    const course = await make('Old', at(3, '09:00', '10:00'));
    await add(course);
    await api.call('DELETE', `courses/${course}/`, campus.staff);
    expect(await coursesIn()).toEqual([]);
    expect(answerOf(await add(course))).toEqual({
      status: 400,
      body: { course: ['No course has this id.'] },
    });
    expect((await add(await make('New', at(3, '09:30', '10:00')))).status).toBe(201);
  });

  test('is taken out, once or twice, and may be added again', async () => {
    const course = await make('Seminar', at(0, '09:00', '10:00'));
    await add(course);
    expect(answerOf(await takeOut(course))).toEqual({ status: 204, body: '' });
    expect(answerOf(await takeOut(course))).toEqual({ status: 204, body: '' });
    expect((await takeOut('abc')).status).toBe(204);
    expect(await coursesIn()).toEqual([]);
    expect((await add(course)).status).toBe(201);
  });

  test('comes and goes by the owner alone', async () => {
    const course = await make('Seminar');
    await add(course);
    for (const other of [stranger, campus.staff]) {
      expect(answerOf(await add('x', other))).toEqual(noPermission);
      expect(answerOf(await takeOut(course, other))).toEqual(noPermission);
    }
    expect(await coursesIn()).toEqual([course]);
  });

  test('beyond the fiftieth is refused', async () => {
    const { connection } = api.database;
    const courses = await Promise.all(Array.from({ length: 51 }, () => make('Seminar')));
    const rows = courses.slice(1).map((course) => [id, course]);
    await connection.batch('INSERT INTO TimetableCourse (timetable_id, course_id) VALUES (?, ?)', rows);
    expect(answerOf(await add(courses[0]))).toEqual(refused('A timetable has no more than 50 courses'));
  });
});

describe('at once in two processes', () => {
  const port = (index: number) => (index % 2 === 0 ? api.port : beside.port);

  test('of courses that overlap each other one is added', async () => {
    const meetings = [at(0, '09:00', '10:00')];
    const courses = await Promise.all(Array.from({ length: 8 }, (_, n) => make(`Course ${n}`, ...meetings)));
    const answers = await Promise.all(courses.map((course, index) => add(course, owner, port(index))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(400)]);
    expect(await coursesIn()).toHaveLength(1);
  });

  test('one course is added once', async () => {
    const course = await make('Seminar');
    const answers = await Promise.all([0, 1, 2, 3].map((index) => add(course, owner, port(index))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400]);
  });
});

const minuteInDay = fc.nat({ max: 24 * 60 - 2 });
const meeting = fc
  .record({ weekday: fc.nat({ max: 4 }), from: minuteInDay, length: fc.integer({ min: 1, max: 300 }) })
  .map(({ weekday, from, length }) => at(weekday, clock(from), clock(Math.min(from + length, 24 * 60 - 1))));

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Each minute of the week that it takes. */
const minutesOf = ({ weekday, start, end }: ReturnType<typeof at>) =>
  Array.from({ length: minuteOf(end) - minuteOf(start) }, (_, n) => weekday * 10_000 + minuteOf(start) + n);

test('a course is added where each of its minutes is free, and only there', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  let taken = new Set<number>();
  for (const [index, one] of fc.sample(meeting, { numRuns: 120, seed }).entries()) {
    if (index % 20 === 0) [id, taken] = [await makeTimetable(), new Set<number>()];
    const course = await make('Random', one);
    const isFree = minutesOf(one).every((minute) => !taken.has(minute));
    expect([seed, one, (await add(course)).status]).toEqual([seed, one, isFree ? 201 : 400]);
    if (isFree) for (const minute of minutesOf(one)) taken.add(minute);
  }
});
