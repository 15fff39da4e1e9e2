import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
/** With both profiles. */
let user: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  user = await insertUser();
});
afterAll(() => api.stop());

async function insertUser(): Promise<TestUser> {
  const [inserted] = await insertUsers(api.database, 1);
  if (inserted === undefined) throw new Error('no user was inserted');
  return inserted;
}

const me = async () => (await api.call('GET', 'user/me/', user)).body;
const update = (json: unknown, { token } = user) => api.call('PUT', 'user/me/', { token, json });
const removeProfile = (table: string) =>
  api.database.connection.query(`DELETE FROM ${table} WHERE user_id = ?`, [user.id]);

describe('PUT user/me/', () => {
  test.each([
    [{ username: 'Renamed' }, { username: 'Renamed' }],
    [{ username: ' trimmed ' }, { username: 'trimmed' }],
    [{ email: 'new@example.com' }, { email: 'new@example.com' }],
    [
      { first_name: '길동', last_name: '홍' },
      { first_name: '길동', last_name: '홍' },
    ],
    [{ university: 'Waffle' }, { participant: { university: 'Waffle' } }],
    [{ company: '', year: 0 }, { instructor: { company: '', year: 0 } }],
    [{ year: '1999' }, { instructor: { year: 1999 } }],
    [{ email: 'role@example.com', role: 'participant' }, { email: 'role@example.com' }],
  ])('stores %j', async (json, shown) => {
    const { status, body } = await update(json);
    expect(status).toBe(200);
    expect(body).toMatchObject(shown);
    expect(body).not.toHaveProperty('token');
    expect(await me()).toEqual(body);
  });

  test.each([
    ['{}', {}],
    [
      'what never changes',
      { id: 1, accepted: false, last_login: null, date_joined: 'x', token: 'x', what: [] },
    ],
    ['a valid role', { role: 'participant' }],
    ['a bad value of accepted', { accepted: 'maybe' }],
  ])('with %s changes nothing', async (_title, json) => {
    const before = await me();
    expect(await update(json)).toMatchObject({ status: 200, body: before });
    expect(await me()).toEqual(before);
  });

  test.each([
    ['ParticipantProfile', { university: 'x'.repeat(51) }],
    ['InstructorProfile', { company: null, year: 'x' }],
  ])('ignores the fields of a missing %s, whatever their value', async (table, json) => {
    await removeProfile(table);
    const before = await me();
    expect(await update(json)).toMatchObject({ status: 200, body: before });
  });

  const long = (max: number) => [`Ensure this field has no more than ${max} characters.`];
  test.each([
    [{ username: '' }, { username: ['This field may not be blank.'] }],
    [{ username: null }, { username: ['This field may not be null.'] }],
    [{ username: 'x'.repeat(151) }, { username: long(150) }],
    [{ password: ' ' }, { password: ['This field may not be blank.'] }],
    [{ email: 'nobody' }, { email: ['Enter a valid email address.'] }],
    [{ role: 'admin' }, { role: ['"admin" is not a valid choice.'] }],
    [{ university: 'x'.repeat(51) }, { university: long(50) }],
    [{ company: 'x'.repeat(51) }, { company: long(50) }],
    [{ year: '' }, { year: ['A valid integer is required.'] }],
    [{ year: null }, { year: ['This field may not be null.'] }],
    [{ year: -1 }, { year: ['Ensure this value is greater than or equal to 0.'] }],
    [{ year: 65_536 }, { year: ['Ensure this value is less than or equal to 65535.'] }],
    [{ first_name: 'Ann' }, { non_field_errors: ['First name and last name should appear together.'] }],
    [
      { first_name: 'Ann', last_name: 'B2' },
      { non_field_errors: ['First name or last name should not have number.'] },
    ],
    [[], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
  ])('refuses %j', async (json, errors) => {
    expect(await update(json)).toMatchObject({ status: 400, body: errors });
  });

  test('names all bad fields and stores none of the good ones', async () => {
    const { username } = await insertUser();
    const before = await me();
    const answer = await update({ username, email: 'x', company: 'Good', year: 'x' });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body).toEqual({
      username: ['A user with that username already exists.'],
      email: ['Enter a valid email address.'],
      year: ['A valid integer is required.'],
    });
    expect(await me()).toEqual(before);
  });

  test('lets one change the letter case of the own user name', async () => {
    const username = user.username.toUpperCase();
    expect(await update({ username })).toMatchObject({ status: 200, body: { username } });
  });

  test('changes the password of the next login and keeps the token', async () => {
    const { token, username } = await api.signUp('participant');
    const logIn = (password: string) => api.call('PUT', 'user/login/', { json: { username, password } });
    expect((await update({ password: ' new ' }, { ...user, token })).status).toBe(200);
    expect((await logIn('secret')).status).toBe(403);
    expect(await logIn(' new ')).toMatchObject({ status: 200, body: { token } });
  });

  test('shows in the next list when an instructor changes', async () => {
    const list = async () => (await api.call('GET', 'seminar/', user)).body;
    const json = { name: 'Cached', capacity: 1, count: 1, time: '10:00' };
    await api.call('POST', 'seminar/', { ...user, json });
    await list();
    await update({ first_name: 'New', last_name: 'Name' });
    expect((await list())[0].instructors[0]).toMatchObject({ first_name: 'New', last_name: 'Name' });
  });
});

describe('PUT user/{id}/', () => {
  test.each(['own', '1', '999999', 'abc'])('of %s is refused, whatever the body', async (id) => {
    const path = `user/${id === 'own' ? user.id : id}/`;
    const answer = await api.call('PUT', path, { ...user, body: '{' });
    expect(answer).toMatchObject({
      status: 403,
      body: { error: "Can't update other Users information" },
    });
  });
});

describe('POST user/participant/', () => {
  const become = (json: unknown) => api.call('POST', 'user/participant/', { ...user, json });

  test.each([
    [{}, { university: '', accepted: true }],
    [
      { university: ' Waffle ', accepted: 'NO' },
      { university: 'Waffle', accepted: false },
    ],
    [
      { company: null, role: 'x' },
      { university: '', accepted: true },
    ],
  ])('with %j makes an instructor a participant too', async (json, profile) => {
    await removeProfile('ParticipantProfile');
    const { status, body } = await become(json);
    expect(status).toBe(201);
    expect(body).toEqual({
      ...(await me()),
      participant: { id: expect.any(Number), ...profile, seminars: [] },
    });
    expect(body.instructor).toMatchObject({ charge: null });
  });

  test.each([{}, { accepted: 'maybe' }])('refuses %j of who is one already', async (json) => {
    expect(await become(json)).toMatchObject({
      status: 400,
      body: { error: "You're already a participant" },
    });
  });

  test.each([
    [{ accepted: 'maybe' }, { accepted: ['Must be a valid boolean.'] }],
    [{ accepted: null }, { accepted: ['This field may not be null.'] }],
    [{ university: null }, { university: ['This field may not be null.'] }],
    [{ university: 'x'.repeat(51) }, { university: ['Ensure this field has no more than 50 characters.'] }],
  ])('refuses %j', async (json, errors) => {
    await removeProfile('ParticipantProfile');
    expect(await become(json)).toMatchObject({ status: 400, body: errors });
    expect((await me()).participant).toBeNull();
  });
});
