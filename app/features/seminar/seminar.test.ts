import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let reader: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
  reader = await api.addUser('participant');
});
afterAll(() => api.stop());

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const seminar = { name: 'Express', capacity: 3, count: 5, time: '14:30' };
const create = (token: string, json: unknown) => api.call('POST', 'seminar/', { token, json });
const join = (id: number, { token }: TestUser, role: unknown = 'participant') =>
  api.call('POST', `seminar/${id}/user/`, { token, json: { role } });
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();

describe('creating a seminar', () => {
  test('puts the requester in charge', async () => {
    const { token, id, username } = await api.addUser('instructor', { first_name: 'Ann', last_name: 'Lee' });
    const { status, body } = await create(token, { ...seminar, capacity: '3', online: 'No' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(Number),
      ...seminar,
      online: false,
      instructors: [
        {
          id,
          username,
          email: `${username}@example.com`,
          first_name: 'Ann',
          last_name: 'Lee',
          joined_at: expect.stringMatching(timestamp),
        },
      ],
      participants: [],
    });
    const charge = { id: body.id, name: 'Express', joined_at: body.instructors[0].joined_at };
    expect((await api.call('GET', 'user/me/', { token })).body.instructor.charge).toEqual(charge);
    expect((await api.call('GET', `seminar/${body.id}/`, { token })).body).toEqual(body);
  });

  test('is for instructors, whatever the fields', async () => {
    expect(await create(reader.token, {})).toMatchObject({
      status: 403,
      body: { detail: 'You do not have permission to perform this action.' },
    });
  });

  test('is for those without a charge, whatever the fields', async () => {
    const { token } = await api.addUser('instructor');
    await create(token, seminar);
    expect(await create(token, {})).toMatchObject({
      status: 400,
      body: { error: "You're in charge of another seminar" },
    });
  });

  test('needs its fields, and names all that are bad', async () => {
    const { token } = await api.addUser('instructor');
    expect(await create(token, {})).toMatchObject({
      status: 400,
      body: {
        name: ['This field is required.'],
        capacity: ['This field is required.'],
        count: ['This field is required.'],
        time: ['This field is required.'],
      },
    });
    expect(
      (await create(token, { name: '', capacity: 0, count: 'x', time: '1', online: null })).body,
    ).toEqual({
      name: ['This field may not be blank.'],
      capacity: ['Ensure this value is greater than or equal to 1.'],
      count: ['A valid integer is required.'],
      time: ['Time has wrong format. Use one of these formats instead: hh:mm.'],
      online: ['This field may not be null.'],
    });
    expect((await create(token, [seminar])).body).toEqual({
      non_field_errors: ['Invalid data. Expected a dictionary, but got list.'],
    });
  });

  test.each([
    [{ time: '24:00' }],
    [{ time: '1130' }],
    [{ time: '12' }],
    [{ time: '14:30:00' }],
    [{ time: 1430 }],
    [{ name: 'x'.repeat(51) }],
    [{ capacity: 65_536 }],
    [{ count: -1 }],
    [{ online: 'maybe' }],
    [{ online: 2 }],
  ])('refuses %j', async (fields) => {
    const { token } = await api.addUser('instructor');
    const { status, body } = await create(token, { ...seminar, ...fields });
    expect(status).toBe(400);
    expect(Object.keys(body)).toEqual(Object.keys(fields));
  });

  test('asked for twice at once, happens once', async () => {
    const { token } = await api.addUser('instructor');
    const answers = await Promise.all(Array.from({ length: 6 }, () => create(token, seminar)));
    expect(statuses(answers)).toEqual([201, 400, 400, 400, 400, 400]);
  });
});

describe('the list', () => {
  const list = async (query = '') => (await api.call('GET', `seminar/${query}`, reader)).body;

  test('searched by name is sent whole, whatever the client has', async () => {
    const headers = { 'If-None-Match': '*' };
    const { status, body } = await api.call('GET', 'seminar/?name=nothing', { ...reader, headers });
    expect([status, body]).toEqual([200, []]);
  });

  test('shows instructors and counts active participants', async () => {
    const id = await api.createSeminar({ name: 'Counting' });
    const instructor = await api.addUser('instructor');
    const [one, two] = [await api.addUser('participant'), await api.addUser('participant')];
    for (const user of [one, two]) await join(id, user);
    await join(id, instructor, 'instructor');
    await api.database.connection.query('UPDATE UserSeminar SET is_active = 0 WHERE user_id = ?', [one.id]);
    const [item] = await list('?name=counting');
    expect(item).toEqual({
      id,
      name: 'Counting',
      instructors: [
        expect.anything(),
        expect.objectContaining({ id: instructor.id, username: instructor.username }),
      ],
      participant_count: 1,
    });
    expect(Object.keys(item.instructors[1])).toEqual([
      'id',
      'username',
      'email',
      'first_name',
      'last_name',
      'joined_at',
    ]);
  });

  test('is ordered newest first, or earliest first', async () => {
    const ids = [await api.createSeminar({ name: 'Order' }), await api.createSeminar({ name: 'Order' })];
    const idsOf = async (query: string) => (await list(query)).map(({ id }: { id: number }) => id);
    expect(await idsOf('?name=order&order=earliest')).toEqual(ids);
    expect(await idsOf('?name=order')).toEqual([...ids].reverse());
    expect(await idsOf('?name=order&order=what')).toEqual([...ids].reverse());
    const all = await idsOf('');
    expect(await idsOf('?order=earliest')).toEqual(all.reverse());
    expect(await idsOf('?name=%20&page=2&order=x&order=earliest')).toEqual(all);
  });

  test.each([
    ['100%_\\ Café 🎉', '%25_%5C', true],
    ['100 percent', '%25', false],
    ['ÜBUNG', '%C3%BCbung', true],
    ['résumé', 'resume', false],
    ['🎉', '%F0%9F%98%80', false],
    ["it's", "it's", true],
  ])('of seminar %s, searched by %s: %s', async (name, query, found) => {
    const id = await api.createSeminar({ name });
    const ids = (await list(`?name=${query}`)).map((item: { id: number }) => item.id);
    expect(ids.includes(id)).toBe(found);
  });

  test('is empty without a hit', async () => {
    expect(await list('?name=no%20such%20name')).toEqual([]);
  });
});

describe('joining', () => {
  test('as a participant answers with the seminar', async () => {
    const id = await api.createSeminar();
    const user = await api.addUser('participant');
    const { status, body } = await join(id, user);
    expect(status).toBe(201);
    expect(body.participants).toEqual([
      {
        id: user.id,
        username: user.username,
        email: `${user.username}@example.com`,
        first_name: '',
        last_name: '',
        joined_at: expect.stringMatching(timestamp),
        is_active: true,
        dropped_at: null,
      },
    ]);
  });

  test('as an instructor makes one a co-instructor', async () => {
    const id = await api.createSeminar();
    const user = await api.addUser('instructor');
    const { status, body } = await join(id, user, 'instructor');
    expect(status).toBe(201);
    expect(body.instructors[1]).toMatchObject({ id: user.id });
  });

  test('an unknown seminar is 404, whatever the role', async () => {
    expect(await join(999_999, reader, 'x')).toMatchObject({ status: 404, body: { detail: 'Not found.' } });
    expect((await api.call('POST', 'seminar/abc/user/', { token: reader.token })).status).toBe(404);
  });

  test.each(['admin', '', null, 1, ['participant']])('in the role %j is refused', async (role) => {
    expect(await join(await api.createSeminar(), reader, role)).toMatchObject({
      status: 400,
      body: { error: "'role' should be participant or instructor" },
    });
  });

  test('twice is refused, in any role and after dropping too', async () => {
    const id = await api.createSeminar();
    const user = await api.addUser('participant');
    await join(id, user);
    await api.database.connection.query('UPDATE UserSeminar SET is_active = 0 WHERE user_id = ?', [user.id]);
    for (const role of ['participant', 'instructor']) {
      expect(await join(id, user, role)).toMatchObject({
        status: 400,
        body: { error: "You've joined this seminar" },
      });
    }
  });

  test('needs the profile of the role', async () => {
    const id = await api.createSeminar();
    expect(await join(id, await api.addUser('instructor'))).toMatchObject({
      status: 403,
      body: { error: "You're not a participant" },
    });
    expect(await join(id, await api.addUser('participant'), 'instructor')).toMatchObject({
      status: 403,
      body: { error: "You're not an instructor" },
    });
    expect(await join(id, await api.addUser('participant', { accepted: false }))).toMatchObject({
      status: 403,
      body: { error: "You're not accepted" },
    });
  });

  test('a full seminar is refused', async () => {
    const id = await api.createSeminar({ capacity: 1 });
    await join(id, await api.addUser('participant'));
    expect(await join(id, await api.addUser('participant'))).toMatchObject({
      status: 400,
      body: { error: 'This seminar is already full' },
    });
  });

  test('one is in charge of one seminar only', async () => {
    const { token, ...user } = await api.addUser('instructor');
    await create(token, seminar);
    expect(await join(await api.createSeminar(), { token, ...user }, 'instructor')).toMatchObject({
      status: 400,
      body: { error: "You're in charge of another seminar" },
    });
  });

  test('the last places never go to more than there are, however many ask at once', async () => {
    const id = await api.createSeminar({ capacity: 3 });
    const users = await Promise.all(Array.from({ length: 24 }, () => api.addUser('participant')));
    const answers = await Promise.all(users.map((user) => join(id, user)));
    expect(statuses(answers).filter((status) => status === 201)).toHaveLength(3);
    expect(statuses(answers).filter((status) => status === 400)).toHaveLength(21);
    expect((await api.call('GET', `seminar/${id}/`, reader)).body.participants).toHaveLength(3);
  });

  test('asked for many times at once by one user, happens once', async () => {
    const id = await api.createSeminar();
    const user = await api.addUser('participant');
    const answers = await Promise.all(Array.from({ length: 6 }, () => join(id, user)));
    expect(statuses(answers)).toEqual([201, 400, 400, 400, 400, 400]);
  });

  test('two seminars at once put an instructor in charge of one', async () => {
    const user = await api.addUser('instructor');
    const ids = await Promise.all(Array.from({ length: 4 }, () => api.createSeminar()));
    const answers = await Promise.all([
      ...ids.map((id) => join(id, user, 'instructor')),
      create(user.token, seminar),
    ]);
    expect(statuses(answers)).toEqual([201, 400, 400, 400, 400]);
  });
});
