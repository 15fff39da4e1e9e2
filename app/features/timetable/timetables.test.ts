import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { type Campus, openCampus } from '../../../test/helpers/make-course';
import { makeFriends } from '../../../test/helpers/make-friends';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let campus: Campus;
let owner: TestUser;
let friend: TestUser;
let stranger: TestUser;
let id: number;
beforeAll(async () => {
  api = await TestApi.start();
  campus = await openCampus(api);
});
beforeEach(async () => {
  [owner, friend, stranger] = (await insertUsers(api.database, 3)) as [TestUser, TestUser, TestUser];
  await makeFriends(api, owner, friend);
  id = (await create()).body.id;
});
afterAll(() => api.stop());

const timetable = { name: 'Plan A', semester: '2026-2' };
const call = (method: string, path: string, { token }: TestUser, json?: unknown) =>
  api.call(method, path, { token, ...(json !== undefined && { json }) });
const create = (fields: object = {}, by = owner) =>
  call('POST', 'timetables/', by, { ...timetable, ...fields });
const show = (by: TestUser, of: unknown = id) => call('GET', `timetables/${String(of)}/`, by);
const update = (json: object, by = owner, method = 'PUT', of: unknown = id) =>
  call(method, `timetables/${String(of)}/`, by, json);
const remove = (by: TestUser, of: unknown = id) => call('DELETE', `timetables/${String(of)}/`, by);
const add = (course: unknown, by = owner) => call('POST', `timetables/${id}/courses/`, by, { course });
const answerOf = ({ status, body }: Answer) => ({ status, body });
const idsOf = async (path: string, by: TestUser) =>
  (await call('GET', path, by)).body.results.map((one: { id: number }) => one.id);

const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const noPermission = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
const notFound = { status: 404, body: { detail: 'Not found.' } };
const wrongSemester = [
  'Semester has wrong format. Use one of these: YYYY-1, YYYY-2, YYYY-summer, YYYY-winter.',
];

describe('a timetable', () => {
  test('is made by anybody, empty and not public', async () => {
    const body = {
      ...timetable,
      id: expect.any(Number),
      user: owner.id,
      is_public: false,
      created_at: timestamp,
      updated_at: timestamp,
      courses: [],
    };
    expect(answerOf(await create({ name: ' Plan A ' }))).toEqual({ status: 201, body });
    expect((await create({ is_public: 'yes' })).body.is_public).toBe(true);
  });

  test.each([
    [
      { name: undefined, semester: undefined },
      { name: ['This field is required.'], semester: ['This field is required.'] },
    ],
    [
      { name: ' ', semester: '2026' },
      { name: ['This field may not be blank.'], semester: wrongSemester },
    ],
    [{ name: 'x'.repeat(51) }, { name: ['Ensure this field has no more than 50 characters.'] }],
    [{ is_public: null }, { is_public: ['This field may not be null.'] }],
  ])('with %j is refused', async (fields, body) => {
    expect(answerOf(await create(fields))).toEqual({ status: 400, body });
  });

  test('that is not public is seen by its owner and their friends, and by staff as little as by others', async () => {
    expect((await show(owner)).status).toBe(200);
    expect((await show(friend)).body).toEqual((await show(owner)).body);
    expect(answerOf(await show(stranger))).toEqual(noPermission);
    expect(answerOf(await show(campus.staff))).toEqual(noPermission);
  });

  test('that is public is seen by everybody, as long as it is', async () => {
    await update({ is_public: true });
    expect((await show(stranger)).body).toEqual((await show(owner)).body);
    await update({ is_public: false });
    expect(answerOf(await show(stranger))).toEqual(noPermission);
  });

  test('is seen by a friend only while they are one', async () => {
    await call('POST', 'friends/', stranger, { user: owner.id });
    expect(answerOf(await show(stranger))).toEqual(noPermission);
    const [friendship] = (await call('GET', 'friends/?state=accepted', owner)).body.results;
    await call('DELETE', `friends/${friendship.id}/`, owner);
    expect(answerOf(await show(friend))).toEqual(noPermission);
  });

  test('is deleted by its owner, and then unknown to everybody', async () => {
    for (const other of [friend, stranger, campus.staff])
      expect(answerOf(await remove(other))).toEqual(noPermission);
    expect(answerOf(await remove(owner))).toEqual({ status: 204, body: '' });
    for (const answer of [await show(owner), await remove(owner), await update({}), await add(1)])
      expect(answerOf(answer)).toEqual(notFound);
    expect(await idsOf('timetables/', owner)).toEqual([]);
    const rows = await api.database.connection.query('SELECT id FROM Timetable WHERE id = ?', [id]);
    expect(rows).toHaveLength(1);
  });

  test.each([999_999, 'abc', 0])('%s is 404', async (of) => {
    for (const answer of [
      await show(owner, of),
      await update({}, owner, 'PATCH', of),
      await remove(owner, of),
    ])
      expect(answerOf(answer)).toEqual(notFound);
    expect(answerOf(await call('POST', `timetables/${of}/courses/`, owner, {}))).toEqual(notFound);
    expect(answerOf(await call('DELETE', `timetables/${of}/courses/1/`, owner))).toEqual(notFound);
  });
});

describe.each(['PUT', 'PATCH'])('%s timetables/{id}/', (method) => {
  test('changes what is sent', async () => {
    const { body: before } = await show(owner);
    expect((await update({}, owner, method)).body).toMatchObject(timetable);
    const changed = { name: 'Plan B', semester: '2027-summer', is_public: true };
    const { body } = await update({ ...changed, user: stranger.id }, owner, method);
    expect(body).toEqual({ ...before, ...changed, updated_at: timestamp });
  });

  test('stores nothing when a field is bad', async () => {
    const answer = await update({ name: 'Plan B', semester: 'autumn' }, owner, method);
    expect(answerOf(answer)).toEqual({ status: 400, body: { semester: wrongSemester } });
    expect((await show(owner)).body).toMatchObject(timetable);
  });

  test('of another user is refused, whatever the fields', async () => {
    for (const other of [friend, stranger, campus.staff])
      expect(answerOf(await update({ name: '' }, other, method))).toEqual(noPermission);
  });

  test('leaves a timetable with courses in its semester', async () => {
    const course = await campus.make();
    await add(course.id);
    const refused = { status: 400, body: { error: 'A timetable with courses stays in its semester' } };
    expect(answerOf(await update({ semester: '2027-1', name: 'B' }, owner, method))).toEqual(refused);
    expect((await update({ semester: '2026-2', name: 'B' }, owner, method)).status).toBe(200);
    await call('DELETE', `courses/${course.id}/`, campus.staff);
    expect((await update({ semester: '2027-1' }, owner, method)).body.semester).toBe('2027-1');
  });
});

describe('the timetables', () => {
  test('of oneself are all, the newest first, page by page', async () => {
    const second = (await create({ is_public: true, semester: '2027-1' })).body.id;
    expect(await idsOf('timetables/', owner)).toEqual([second, id]);
    expect(await idsOf('timetables/?semester=2026-2', owner)).toEqual([id]);
    const { results, next } = (await call('GET', 'timetables/?limit=1', owner)).body;
    expect(results).toEqual([expect.objectContaining({ id: second, user: owner.id })]);
    expect(await idsOf(`timetables/?limit=1&cursor=${next}`, owner)).toEqual([id]);
  });

  test('of another user are the public ones, and to a friend all', async () => {
    const path = `users/${owner.id}/timetables/`;
    const open = (await create({ is_public: true })).body.id;
    expect(await idsOf(path, owner)).toEqual([open, id]);
    expect(await idsOf(path, friend)).toEqual([open, id]);
    expect(await idsOf(path, stranger)).toEqual([open]);
    expect(await idsOf(path, campus.staff)).toEqual([open]);
    expect(await idsOf(`${path}?semester=2027-1`, friend)).toEqual([]);
  });

  test.each([999_999, 'abc', 0])('of user %s are 404', async (of) => {
    expect(answerOf(await call('GET', `users/${of}/timetables/`, owner))).toEqual(notFound);
  });

  test.each(['timetables/', 'users/1/timetables/'])('%s names all bad filters', async (path) => {
    const { body } = await call('GET', `${path}?semester=autumn&limit=0`, owner);
    const limit = ['Ensure this value is greater than or equal to 1.'];
    expect(body).toEqual({ semester: wrongSemester, limit });
  });
});
