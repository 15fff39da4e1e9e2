import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../test/helpers/insert-users';
import { ServerProcess } from '../../test/helpers/server-process';
import { type Answer, TestApi, type TestUser } from '../../test/helpers/test-api';

let api: TestApi;
let other: ServerProcess;
let otherPort: number;
beforeAll(async () => {
  api = await TestApi.start();
  other = new ServerProcess({
    ...api.database.environment,
    REDIS_URL: `unix:${api.redis.socket}`,
    PORT: '0',
  });
  await other.untilListening();
  otherPort = Number(/"port":(\d+)/.exec(other.output)?.[1]);
});
afterAll(async () => {
  other.kill('SIGTERM');
  await other.exitCode;
  await api.stop();
});

/** One request through this process, the next through the other one. */
let requests = 0;
const call: TestApi['call'] = (method, path, options) =>
  api.call(method, path, { ...options, port: requests++ % 2 === 0 ? api.port : otherPort });

const seminar = { name: 'Rush', capacity: 10, count: 5, time: '14:30' };
const create = ({ token }: TestUser) => call('POST', 'seminar/', { token, json: seminar });
const join = (id: number, { token }: TestUser, role = 'participant') =>
  call('POST', `seminar/${id}/user/`, { token, json: { role } });
const drop = (id: number, { token }: TestUser) => call('DELETE', `seminar/${id}/user/`, { token });
const edit = (id: number, { token }: TestUser, json: object) =>
  call('PUT', `seminar/${id}/`, { token, json });

/** How often each answer came. */
function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = status < 300 ? String(status) : `${status} ${JSON.stringify(body)}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

const full = '400 {"error":"This seminar is already full"}';
const twice = '400 {"error":"You\'re in charge of another seminar"}';
const tooSmall = '400 {"error":"Capacity should be bigger than the number of participants"}';

const query = async (sql: string) => (await api.database.connection.query(sql)) as Record<string, unknown>[];
const overfull = `SELECT s.id FROM Seminar s WHERE capacity <
  (SELECT COUNT(*) FROM UserSeminar m WHERE m.seminar_id = s.id AND m.role = 'participant' AND m.is_active)`;
const chargedTwice = `SELECT user_id FROM UserSeminar WHERE role = 'instructor' GROUP BY user_id HAVING COUNT(*) > 1`;

describe('200 joins at once', () => {
  test.each([1, 7, 60])('of a seminar with %i places fill it exactly', async (capacity) => {
    const id = await api.createSeminar({ capacity });
    const users = await insertUsers(api.database, 200);
    const answers = await Promise.all(users.map((user) => join(id, user)));
    expect(tally(answers)).toEqual({ 201: capacity, [full]: 200 - capacity });
    const { body } = await api.call('GET', `seminar/${id}/`, users[0]);
    expect(body.participants).toHaveLength(capacity);
  });
});

describe('an instructor who asks at once for', () => {
  const requestsOf: [string, (user: TestUser, ids: readonly number[]) => Promise<Answer>[]][] = [
    ['two seminars of their own', (user) => [create(user), create(user)]],
    [
      'one of their own and one of others',
      (user, [one = 0]) => [create(user), join(one, user, 'instructor')],
    ],
    ['two of others', (user, ids) => ids.map((id) => join(id, user, 'instructor'))],
  ];

  test.each(requestsOf)('%s is charged with one', async (_title, ask) => {
    const ids = [await api.createSeminar(), await api.createSeminar()];
    for (const user of await insertUsers(api.database, 10)) {
      expect(tally(await Promise.all(ask(user, ids)))).toEqual({ 201: 1, [twice]: 1 });
    }
  });
});

describe('at once', () => {
  test('joins, drops and edits never leave more participants than places', async () => {
    const id = await api.createSeminar({ capacity: 20 });
    const [editor = nobody, ...users] = await insertUsers(api.database, 61);
    await join(id, editor, 'instructor');
    await Promise.all(users.slice(0, 10).map((user) => join(id, user)));
    const answers = await Promise.all([
      ...users.slice(10).map((user) => join(id, user)),
      ...users.slice(0, 5).map((user) => drop(id, user)),
      ...[12, 30, 11, 25, 14, 13].map((capacity) => edit(id, editor, { capacity })),
    ]);
    expect(
      Object.keys(tally(answers)).filter((key) => !['200', '201', full, tooSmall].includes(key)),
    ).toEqual([]);
    expect(await query(overfull)).toEqual([]);
  });

  test('edits of different fields are all kept', async () => {
    const id = await api.createSeminar();
    const editors = await insertUsers(api.database, 4);
    for (const editor of editors) await join(id, editor, 'instructor');
    const fields = { name: 'Edited', count: 9, time: '09:45', online: false };
    const edits = Object.entries(fields).map(([name, value]) => ({ [name]: value }));
    const answers = await Promise.all(edits.map((json, index) => edit(id, editors[index] ?? nobody, json)));
    expect(tally(answers)).toEqual({ 200: 4 });
    expect((await api.call('GET', `seminar/${id}/`, editors[0])).body).toMatchObject(fields);
  });

  test('changes of everything lead to no deadlock that a client sees', async () => {
    const users = await insertUsers(api.database, 60);
    const ids = await Promise.all(
      users.slice(0, 5).map(async (user) => (await create(user)).body.id as number),
    );
    const idOf = (index: number) => ids[index % ids.length] ?? 0;
    const answers = await Promise.all(
      users.flatMap((user, index) => [
        join(idOf(index), user),
        join(idOf(index + 1), user, 'instructor'),
        drop(idOf(index), user),
        create(user),
        edit(idOf(index), users[index % ids.length] ?? nobody, { capacity: 10 + (index % 30) }),
        call('PUT', 'user/me/', {
          ...user,
          json: { company: `c${index}`, university: 'u', email: 'a@example.com' },
        }),
      ]),
    );
    expect(answers.filter(({ status }) => ![200, 201, 400, 403].includes(status))).toEqual([]);
    expect(await query(overfull)).toEqual([]);
    expect(await query(chargedTwice)).toEqual([]);
  });

  test('one who becomes a participant many times does so once', async () => {
    const user = await api.addUser('instructor');
    const ask = () => call('POST', 'user/participant/', { ...user, json: {} });
    expect(tally(await times(8, ask))).toEqual({
      201: 1,
      '400 {"error":"You\'re already a participant"}': 7,
    });
  });

  test('two who want one user name get it once', async () => {
    const users = await insertUsers(api.database, 8);
    const answers = await Promise.all(
      users.map((user) => call('PUT', 'user/me/', { ...user, json: { username: 'wanted' } })),
    );
    expect(tally(answers)).toEqual({ 200: 1, [taken]: 7 });
  });

  test('50 sign-ups with one name make one user', async () => {
    const json = { username: 'same', password: 'secret', email: 'same@example.com', role: 'instructor' };
    expect(tally(await times(50, () => call('POST', 'user/', { json })))).toEqual({ 201: 1, [taken]: 49 });
    const rows = await query("SELECT id FROM `User` WHERE username_key = 'same'");
    expect(rows).toHaveLength(1);
  }, 60_000);
});

const taken = '400 {"username":["A user with that username already exists."]}';
const nobody: TestUser = { id: 0, username: '', token: '' };

const times = <T>(count: number, work: () => Promise<T>) => Promise.all(Array.from({ length: count }, work));
