import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { TestApi } from '../../../test/helpers/test-api';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
let names = 0;
const valid = (fields: Record<string, unknown> = {}) => ({
  username: `user${++names}`,
  password: 'secret',
  email: 'user@example.com',
  role: 'participant',
  ...fields,
});
const signUp = (fields: Record<string, unknown> = {}) => api.call('POST', 'user/', { json: valid(fields) });
const countUsers = async () =>
  Number((await api.database.connection.query('SELECT COUNT(*) AS n FROM `User`'))[0].n);

describe('sign-up', () => {
  test('makes a participant and returns the token', async () => {
    const { status, body } = await signUp({ username: ' Ann ', university: 'Waffle', accepted: 'no' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(Number),
      username: 'Ann',
      email: 'user@example.com',
      first_name: '',
      last_name: '',
      last_login: null,
      date_joined: expect.stringMatching(timestamp),
      is_staff: false,
      profile: { nickname: '', school: null, department: null, picture: null },
      participant: { id: expect.any(Number), university: 'Waffle', accepted: false, seminars: [] },
      instructor: null,
      token: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  test('makes an instructor', async () => {
    const { status, body } = await signUp({ role: 'instructor', company: 'Waffle', year: '0' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      participant: null,
      instructor: { id: expect.any(Number), company: 'Waffle', year: 0, charge: null },
    });
  });

  test('gives absent fields their defaults', async () => {
    expect((await signUp()).body.participant).toMatchObject({ university: '', accepted: true });
    expect((await signUp({ role: 'instructor' })).body.instructor).toMatchObject({ company: '', year: null });
  });

  test('ignores unknown fields and those of the other role', async () => {
    expect(await signUp({ year: '', company: null, id: 'x', what: [] })).toMatchObject({ status: 201 });
    expect(await signUp({ role: 'instructor', accepted: 'maybe', university: 7 })).toMatchObject({
      status: 201,
    });
  });

  test('takes a form', async () => {
    const { status, body } = await api.call('POST', 'user/', {
      form: { ...(valid({ role: 'instructor' }) as Record<string, string>), year: '1999', company: 'Ü & Co' },
    });
    expect(status).toBe(201);
    expect(body.instructor).toMatchObject({ company: 'Ü & Co', year: 1999 });
  });

  test.each(['José.García', '홍길동', 'ann+b@c_d-e', 'नमस्ते', 'x'.repeat(150)])(
    'takes the user name %s',
    async (name) => {
      expect((await signUp({ username: name })).body).toMatchObject({ username: name });
    },
  );

  test('takes names of letters in any script', async () => {
    const { status, body } = await signUp({ first_name: '길동', last_name: 'Müller' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ first_name: '길동', last_name: 'Müller' });
  });

  test.each([
    [{ username: 'a b' }, 'username', /^Enter a valid username\./],
    [{ username: '   ' }, 'username', 'This field may not be blank.'],
    [{ username: null }, 'username', 'This field may not be null.'],
    [{ username: 'x'.repeat(151) }, 'username', 'Ensure this field has no more than 150 characters.'],
    [{ username: 'ﷺ'.repeat(100) }, 'username', 'Ensure this field has no more than 150 characters.'],
    [{ username: ['a'] }, 'username', 'Not a valid string.'],
    [{ password: '' }, 'password', 'This field may not be blank.'],
    [{ email: 'nobody' }, 'email', 'Enter a valid email address.'],
    [{ email: '@example.com' }, 'email', 'Enter a valid email address.'],
    [{ email: 'a@-b.example.com' }, 'email', 'Enter a valid email address.'],
    [{ role: 'admin' }, 'role', '"admin" is not a valid choice.'],
    [{ role: 7 }, 'role', '"7" is not a valid choice.'],
    [{ role: ['participant'] }, 'role', '"list" is not a valid choice.'],
    [{ role: null }, 'role', 'This field may not be null.'],
    [{ university: 'x'.repeat(51) }, 'university', 'Ensure this field has no more than 50 characters.'],
    [{ university: 'a\0b' }, 'university', 'Null characters are not allowed.'],
    [{ accepted: 'maybe' }, 'accepted', 'Must be a valid boolean.'],
    [{ accepted: null }, 'accepted', 'This field may not be null.'],
    [{ role: 'instructor', year: '' }, 'year', 'A valid integer is required.'],
    [{ role: 'instructor', year: null }, 'year', 'This field may not be null.'],
    [{ role: 'instructor', year: true }, 'year', 'A valid integer is required.'],
    [{ role: 'instructor', year: 1.5 }, 'year', 'A valid integer is required.'],
    [{ role: 'instructor', year: -1 }, 'year', 'Ensure this value is greater than or equal to 0.'],
    [{ role: 'instructor', year: 65536 }, 'year', 'Ensure this value is less than or equal to 65535.'],
    [{ first_name: 'Ann' }, 'non_field_errors', 'First name and last name should appear together.'],
    [
      { first_name: 'Ann', last_name: 'B2' },
      'non_field_errors',
      'First name or last name should not have number.',
    ],
    [
      { first_name: 'A B', last_name: 'C' },
      'non_field_errors',
      'First name or last name should not have number.',
    ],
  ])('refuses %j', async (fields, name, message) => {
    const before = await countUsers();
    const { status, body } = await signUp(fields);
    expect(status).toBe(400);
    expect(body).toEqual({
      [name]: [typeof message === 'string' ? message : expect.stringMatching(message)],
    });
    expect(await countUsers()).toBe(before);
  });

  test('names all bad fields at once, a taken name among them', async () => {
    await signUp({ username: 'taken' });
    const { body } = await api.call('POST', 'user/', {
      json: { username: 'TAKEN', role: 'instructor', year: 'x' },
    });
    expect(body).toEqual({
      username: ['A user with that username already exists.'],
      password: ['This field is required.'],
      email: ['This field is required.'],
      year: ['A valid integer is required.'],
    });
  });

  test.each([
    ['Straße', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['ﬁn', 'FIN'],
    ['Ａlex', 'alex'],
  ])('takes %s and %s for the same name', async (one, other) => {
    await signUp({ username: one });
    expect(await signUp({ username: other })).toMatchObject({
      status: 400,
      body: { username: ['A user with that username already exists.'] },
    });
  });

  test('tells names with and without an accent apart', async () => {
    expect((await signUp({ username: 'rene' })).status).toBe(201);
    expect((await signUp({ username: 'rené' })).status).toBe(201);
  });

  test('gives a name that many want at once to one', async () => {
    const answers = await Promise.all(
      ['Race', 'race', 'RACE', 'rAce'].map((username) => signUp({ username })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400]);
    const refused = answers.find(({ status }) => status === 400);
    expect(refused?.body).toEqual({ username: ['A user with that username already exists.'] });
  });
});

describe('login', () => {
  const logIn = (json: unknown, headers = {}) => api.call('PUT', 'user/login/', { json, headers });

  test('returns the User with its permanent token', async () => {
    const { id, token, username } = await api.signUp('participant', { password: ' spaces count ' });
    const { status, body } = await logIn({ username: username.toUpperCase(), password: ' spaces count ' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, token, username, last_login: expect.stringMatching(timestamp) });
  });

  test('works whatever Authorization header is sent', async () => {
    const { username } = await api.signUp('participant');
    const answer = await logIn({ username, password: 'secret' }, { Authorization: 'Token bad bad' });
    expect(answer.status).toBe(200);
  });

  test.each([
    ['nothing', {}],
    ['a wrong password', { username: 'user1', password: 'wrong' }],
    ['an unknown user', { username: 'nobody', password: 'secret' }],
    ['no password', { username: 'user1' }],
    ['null', { username: null, password: null }],
    ['objects', { username: {}, password: [] }],
    ['a list', []],
  ])('answers %s with the same refusal', async (_title, json) => {
    expect(await logIn(json)).toMatchObject({
      status: 403,
      body: { error: 'Wrong username or wrong password' },
    });
  });

  test('works as long for an unknown user as for a known one', async () => {
    const { username } = await api.signUp('participant');
    const attempts = ['nobody', username].map((name) => () => logIn({ username: name, password: 'x' }));
    const [unknown = 0, known = 0] = await fastest(attempts);
    expect(unknown / known).toBeGreaterThan(0.6);
    expect(unknown / known).toBeLessThan(1.6);
  });
});

/** Of five by turns, in milliseconds of CPU time: how busy the machine is does not count, and what else this process does only adds to it. */
async function fastest(works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times = works.map(() => Infinity);
  for (let turn = 0; turn < 5 * works.length; turn++) {
    const index = turn % works.length;
    const start = process.cpuUsage();
    await works[index]?.();
    const { user, system } = process.cpuUsage(start);
    times[index] = Math.min(times[index] ?? 0, (user + system) / 1_000);
  }
  return times;
}

describe('a user with a token', () => {
  test('sees itself without the token', async () => {
    const { token, ...user } = await api.addUser('instructor');
    expect(await api.call('GET', 'user/me/', { token })).toMatchObject({ status: 200, body: user });
    expect((await api.call('GET', 'user/me/', { token })).body).not.toHaveProperty('token');
  });

  test('sees anyone', async () => {
    const { id } = await api.addUser('participant');
    const { token } = await api.addUser('participant');
    expect((await api.call('GET', `user/${id}/`, { token })).body).toMatchObject({ id });
  });

  test.each(['0', '999999', 'abc', '99999999999999999999', '1.5'])('finds no user %s', async (id) => {
    const { token } = await api.addUser('participant');
    expect(await api.call('GET', `user/${id}/`, { token })).toMatchObject({
      status: 404,
      body: { detail: 'Not found.' },
    });
  });

  test('logs out with an empty answer and keeps the token', async () => {
    const { token } = await api.addUser('participant');
    expect(await api.call('POST', 'user/logout/', { token })).toMatchObject({ status: 200, body: '' });
    expect((await api.call('GET', 'user/me/', { token })).status).toBe(200);
  });

  test('shows seminars and the charge', async () => {
    const seminarId = await api.createSeminar({ name: 'Node' });
    const { token } = await api.addUser('participant');
    await api.call('POST', `seminar/${seminarId}/user/`, { token, json: { role: 'participant' } });
    const { body } = await api.call('GET', 'user/me/', { token });
    expect(body.participant.seminars).toEqual([
      {
        id: seminarId,
        name: 'Node',
        joined_at: expect.stringMatching(timestamp),
        is_active: true,
        dropped_at: null,
      },
    ]);
  });
});

test('the password is stored as a hash with its parameters', async () => {
  const { id } = await api.signUp('participant', { password: 'in plain sight' });
  const [row] = await api.database.connection.query('SELECT * FROM `User` WHERE id = ?', [id]);
  expect(row.password).toMatch(/^scrypt\$16384\$8\$5\$[\w+/]{22}==\$[\w+/]{43}=$/);
  expect(JSON.stringify(row)).not.toContain('in plain sight');
});
