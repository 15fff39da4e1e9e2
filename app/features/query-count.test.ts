import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { insertStaff, insertUsers } from '../../test/helpers/insert-users';
import { timeOf } from './course/meeting-times';
import { type Campus, openCampus } from '../../test/helpers/make-course';
import { recordStatements } from '../../test/helpers/record-statements';
import { TestApi, type TestUser } from '../../test/helpers/test-api';
import { newNonce } from './auth/jwt';

let api: TestApi;
let reader: TestUser;
let seminarId: number;
let todoId: number;
let diaryId: number;
let staff: TestUser;
let schoolId: number;
let campus: Campus;
let courseId: number;
let timetableId: number;
beforeAll(async () => {
  api = await TestApi.start();
  seminarId = await api.createSeminar({ name: 'First', capacity: 100 });
  [reader] = (await insertUsers(api.database, 1)) as [TestUser];
  await join(seminarId, reader);
  todoId = await plan();
  diaryId = await write(1);
  staff = await insertStaff(api.database);
  campus = await openCampus(api);
  courseId = (await campus.make()).id;
  timetableId = await planTerm();
  schoolId = await make('schools/', { name: 'First' });
  await make(`schools/${schoolId}/departments/`, { name: 'First' });
});
afterAll(() => api.stop());

const join = (id: number, { token }: TestUser, role = 'participant') =>
  api.call('POST', `seminar/${id}/user/`, { token, json: { role } });

const plan = async (): Promise<number> => {
  const json = { contents: 'Read', date: '2026-11-22' };
  return (await api.call('POST', 'todos/', { token: reader.token, json })).body.data.id;
};

const write = async (day: number): Promise<number> => {
  const json = { contents: 'Read', date: `2026-12-${String(day).padStart(2, '0')}` };
  return (await api.call('POST', 'diaries/', { token: reader.token, json })).body.id;
};

/** 30 more diaries, 60 likes of the first with two emoji, and 60 followers. */
async function growDiaries(users: readonly TestUser[]): Promise<void> {
  for (let day = 2; day <= 31; day++) await write(day);
  for (const [index, { token }] of users.entries()) {
    const json = { emoji: index % 2 === 0 ? '🧇' : '❤️' };
    await api.call('PUT', `diaries/${diaryId}/like/`, { token, json });
    await api.call('PUT', `users/${reader.id}/follow/`, { token });
  }
}

/** By staff. */
const make = async (path: string, json: object): Promise<number> =>
  (await api.call('POST', path, { token: staff.token, json })).body.id;

/** 10 more schools, and of the first 10 more departments. */
async function growSchools(): Promise<void> {
  for (let count = 0; count < 10; count++) {
    await make('schools/', { name: `School ${count}` });
    await make(`schools/${schoolId}/departments/`, { name: `Department ${count}` });
  }
}

const keepPictures = (count: number) =>
  api.container.database.media.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      ...{
        userId: reader.id,
        name: `${String(index).padStart(32, '0')}.png`,
        type: 'image/png',
        width: 1,
        height: 1,
        bytes: 1,
      },
    })),
  });

/** 10 who ask the reader. */
async function growFriends(): Promise<void> {
  const json = { user: reader.id };
  for (const { token } of await insertUsers(api.database, 10))
    await api.call('POST', 'friends/', { token, json });
}

const planTerm = async (): Promise<number> => {
  const json = { name: 'Plan', semester: '2026-2' };
  return (await api.call('POST', 'timetables/', { token: reader.token, json })).body.id;
};

/** 10 more timetables, 10 more courses with their meetings and professors in the first one, and 10 ratings of the first. */
async function growCourses(): Promise<void> {
  const users = await insertUsers(api.database, 10);
  for (const [index, { token }] of users.entries()) {
    const meetings = [{ weekday: index % 7, start: timeOf(index * 10), end: timeOf(index * 10 + 10) }];
    const course = (
      await campus.make({ title: `Algorithms ${index}`, professor: `Grace ${index}`, meetings })
    ).id;
    await planTerm();
    await api.call('POST', `timetables/${timetableId}/courses/`, { token: reader.token, json: { course } });
    await api.call('PUT', `courses/${courseId}/rating/`, { token, json: { score: 3 } });
  }
}

/** 30 more todos, and 60 likes of the first; 30 more seminars, in each of them the reader; in the first one 30 more members. */
async function grow(): Promise<void> {
  const users = await insertUsers(api.database, 60);
  for (let count = 0; count < 30; count++) await plan();
  await growDiaries(users);
  await keepPictures(30);
  for (const { token } of users) await api.call('PUT', `todos/${todoId}/like/`, { token });
  const json = { name: 'More', capacity: 100, count: 5, time: '14:30' };
  for (const { token } of users.slice(0, 30)) {
    const { body } = await api.call('POST', 'seminar/', { token, json });
    await join(body.id, reader);
  }
  for (const [index, user] of users.slice(30).entries())
    await join(seminarId, user, index % 2 === 0 ? 'participant' : 'instructor');
}

/** Once the PING is answered, the API was told. */
const forgetAll = () => api.redis.use(async (redis) => [await redis.flushall(), await redis.ping()]);

/** Of one read: the one that finds the owner of the token included, and when Redis knows whose it is. */
async function countQueries(path: string): Promise<[unknown: number, known: number]> {
  const read = async () => expect((await api.call('GET', path, reader)).status).toBe(200);
  await read();
  await forgetAll();
  const count = async () => (await recordStatements(api.database, read)).length;
  return [await count(), await count()];
}

const paths = () => [
  'user/me/',
  `user/${reader.id}/`,
  `seminar/${seminarId}/`,
  'seminar/?name=r',
  'seminar/?name=r&order=earliest',
  'media/',
  'todos/',
  'todos/?contents=r&date=2026-11-22',
  `todos/${todoId}/`,
  `todos/${todoId}/like/`,
  'courses/?limit=100',
  'courses/?title=a&professor=g&semester=2026-2',
  `courses/${courseId}/`,
  'professors/?name=g',
  'timetables/?limit=100',
  'diaries/',
  'diaries/?month=2026-12&contents=r',
  `diaries/${diaryId}/`,
  `diaries/${diaryId}/like/`,
  `users/${reader.id}/follow/`,
  'calendar/?month=2026-12',
  'friends/?limit=100',
  'schools/?limit=100',
  'schools/?name=s',
  `schools/${schoolId}/`,
];

async function countAll() {
  const counts: Record<string, [number, number]> = {};
  for (const path of [...paths(), ...pathsBelow()]) counts[path] = await countQueries(path);
  return counts;
}

/** Of a list below something that has to be there. */
const pathsBelow = () => [
  `courses/${courseId}/ratings/?limit=100`,
  `timetables/${timetableId}/`,
  `users/${reader.id}/timetables/?limit=100`,
  `schools/${schoolId}/departments/?limit=100`,
];

const expected = () =>
  Object.fromEntries([
    ...paths().map((path) => [path, [2, 1]]),
    ...pathsBelow().map((path) => [path, [3, 2]]),
  ]);

async function countMiss(query: string): Promise<number> {
  const read = async () => {
    await forgetAll();
    expect((await api.call('GET', `seminar/${query}`, reader)).headers.get('X-Cache')).toBe('miss');
  };
  return (await recordStatements(api.database, read)).length;
}

test('every read costs the same few queries, however many seminars, members and todos there are', async () => {
  expect(await countAll()).toEqual(expected());
  expect([await countMiss(''), await countMiss('?order=earliest')]).toEqual([2, 2]);
  await grow();
  await growSchools();
  await growFriends();
  await growCourses();
  expect((await api.call('GET', 'user/me/', reader)).body.participant.seminars).toHaveLength(31);
  expect((await api.call('GET', 'seminar/?name=r', reader)).body).toHaveLength(31);
  expect((await api.call('GET', 'todos/', reader)).body).toHaveLength(31);
  expect((await api.call('GET', 'diaries/', reader)).body).toHaveLength(31);
  expect(await countAll()).toEqual(expected());
  expect([await countMiss(''), await countMiss('?order=earliest')]).toEqual([2, 2]);
}, 120_000);

test('an access token costs no query, and never more than a permanent one', async () => {
  const { jwt } = api.container;
  const access = await jwt.sign('access', { userId: reader.id, familyId: 1, nonce: newNonce() });
  for (const headers of [{ Authorization: `Bearer ${access}` }, { Cookie: `access=${access}` }])
    for (const path of [...paths(), 'auth/me/']) {
      const read = async () => expect((await api.call('GET', path, { headers })).status).toBe(200);
      expect([path, (await recordStatements(api.database, read)).length]).toEqual([path, 1]);
    }
});
