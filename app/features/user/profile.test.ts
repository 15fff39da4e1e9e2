import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertMedia } from '../../../test/helpers/insert-media';
import { insertUsers } from '../../../test/helpers/insert-users';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let user: TestUser;
let other: TestUser;
/** Two schools, with two departments of the first and one of the second. */
const [first, second] = [
  { id: 1, name: 'First' },
  { id: 2, name: 'Second' },
];
const [physics, music, law] = [
  { id: 1, name: 'Physics' },
  { id: 2, name: 'Music' },
  { id: 3, name: 'Law' },
];
beforeAll(async () => {
  api = await TestApi.start();
  const { connection } = api.database;
  const insert = (sql: string, rows: unknown[][]) => connection.batch(sql, rows);
  await insert(
    'INSERT INTO School (id, name, name_key, updated_at) VALUES (?, ?, ?, NOW(6))',
    [first, second].map(({ id, name }) => [id, name, name]),
  );
  await insert(
    'INSERT INTO Department (id, name, name_key, school_id, updated_at) VALUES (?, ?, ?, ?, NOW(6))',
    [physics, music, law].map(({ id, name }, n) => [id, name, name, n < 2 ? first.id : second.id]),
  );
});
beforeEach(async () => {
  [user, other] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
});
afterAll(() => api.stop());

const update = (json: unknown, { token } = user) => api.call('PUT', 'user/me/', { token, json });
const profile = async ({ token } = other) =>
  (await api.call('GET', `user/${user.id}/`, { token })).body.profile as Record<string, unknown>;
const nothing = { nickname: '', school: null, department: null, picture: null };

test('nobody has told anything at first', async () => {
  expect(await profile()).toEqual(nothing);
});

describe('PUT user/me/', () => {
  test.each([
    [{ nickname: ' 花子 ' }, { nickname: '花子' }],
    [{ nickname: '🧇'.repeat(30) }, { nickname: '🧇'.repeat(30) }],
    [{ school: first.id }, { school: first }],
    [
      { school: '1', department: '2' },
      { school: first, department: music },
    ],
  ])('stores %j for everybody to see', async (json, shown) => {
    const { status, body } = await update(json);
    expect({ status, profile: body.profile }).toEqual({ status: 200, profile: { ...nothing, ...shown } });
    expect(await profile()).toEqual(body.profile);
  });

  test('keeps what it does not name', async () => {
    await update({ nickname: 'Ada', school: first.id, department: physics.id });
    expect((await update({ nickname: '' })).body.profile).toMatchObject({ department: physics });
    expect((await update({ department: music.id })).body.profile).toMatchObject({
      school: first,
      department: music,
    });
    expect((await update({ email: 'new@example.com' })).body.profile).toMatchObject({ department: music });
    expect((await update({ school: first.id })).body.profile).toMatchObject({ department: music });
  });

  test.each([
    [{ department: null }, { school: first, department: null }],
    [{ school: '' }, {}],
    [{ school: null }, {}],
  ])('with %j takes away', async (json, left) => {
    await update({ school: first.id, department: physics.id });
    expect((await update(json)).body.profile).toEqual({ ...nothing, ...left });
  });

  test('with another school takes the department away', async () => {
    await update({ school: first.id, department: physics.id });
    expect((await update({ school: second.id })).body.profile).toMatchObject({
      school: second,
      department: null,
    });
    expect((await update({ school: first.id, department: music.id })).body.profile).toMatchObject({
      department: music,
    });
  });

  const [noSchool, noDepartment] = [['There is no such school.'], ['The school has no such department.']];
  test.each([
    [{ nickname: 'x'.repeat(31) }, { nickname: ['Ensure this field has no more than 30 characters.'] }],
    [{ nickname: null }, { nickname: ['This field may not be null.'] }],
    [{ school: 99 }, { school: noSchool }],
    [{ school: 0 }, { school: noSchool }],
    [{ school: 2 ** 40 }, { school: noSchool }],
    [
      { school: -1, department: 1 },
      { school: noSchool, department: noDepartment },
    ],
    [{ school: 'mine' }, { school: ['A valid integer is required.'] }],
    [{ department: physics.id }, { department: noDepartment }],
    [{ school: first.id, department: law.id }, { department: noDepartment }],
    [{ school: null, department: physics.id }, { department: noDepartment }],
    [{ picture: 99 }, { picture: ['You have no such picture.'] }],
    [
      { school: 99, picture: 99, email: 'x', nickname: 'x'.repeat(31) },
      {
        school: noSchool,
        picture: ['You have no such picture.'],
        email: ['Enter a valid email address.'],
        nickname: ['Ensure this field has no more than 30 characters.'],
      },
    ],
  ])('refuses %j and stores nothing', async (json, body) => {
    const answer = await update({ company: 'Changed', ...json });
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 400, body });
    const { body: me } = await api.call('GET', 'user/me/', user);
    expect([me.profile, me.instructor.company]).toEqual([nothing, '']);
  });

  test('shows a picture of one’s own until it is deleted', async () => {
    const { id, url } = await insertMedia(api.database, user.id);
    expect((await update({ picture: id })).body.profile).toEqual({ ...nothing, picture: url });
    await api.database.connection.query('UPDATE Media SET deleted_at = NOW(6) WHERE id = ?', [id]);
    expect(await profile()).toEqual(nothing);
    expect((await update({ picture: id })).status).toBe(400);
  });

  test('takes no picture of another', async () => {
    const { id } = await insertMedia(api.database, other.id);
    expect((await update({ picture: id })).body).toEqual({ picture: ['You have no such picture.'] });
  });

  test('never leaves a department of another school, however many write at once', async () => {
    const writes = Array.from({ length: 6 }, () => [
      { school: first.id, department: music.id },
      { school: second.id },
      { department: law.id },
    ]);
    const answers = await Promise.all(writes.flat().map((json) => update(json)));
    expect(answers.every(({ status }) => [200, 400].includes(status))).toBe(true);
    const rows = await api.database.connection.query(
      `SELECT f.user_id FROM Profile f JOIN Department d ON d.id = f.department_id WHERE d.school_id <> f.school_id`,
    );
    expect(rows).toEqual([]);
  });
});
