import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { insertUsers } from '../../test/helpers/insert-users';
import { recordStatements } from '../../test/helpers/record-statements';
import { TestApi, type TestUser } from '../../test/helpers/test-api';

let api: TestApi;
let reader: TestUser;
let seminarId: number;
let todoId: number;
beforeAll(async () => {
  api = await TestApi.start();
  seminarId = await api.createSeminar({ name: 'First', capacity: 100 });
  [reader] = (await insertUsers(api.database, 1)) as [TestUser];
  await join(seminarId, reader);
  todoId = await plan();
});
afterAll(() => api.stop());

const join = (id: number, { token }: TestUser, role = 'participant') =>
  api.call('POST', `seminar/${id}/user/`, { token, json: { role } });

const plan = async (): Promise<number> => {
  const json = { contents: 'Read', date: '2026-11-22' };
  return (await api.call('POST', 'todos/', { token: reader.token, json })).body.data.id;
};

/** 30 more todos, and 60 likes of the first; 30 more seminars, in each of them the reader; in the first one 30 more members. */
async function grow(): Promise<void> {
  const users = await insertUsers(api.database, 60);
  for (let count = 0; count < 30; count++) await plan();
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
  'todos/',
  'todos/?contents=r&date=2026-11-22',
  `todos/${todoId}/`,
  `todos/${todoId}/like/`,
];

async function countAll() {
  const counts: Record<string, [number, number]> = {};
  for (const path of paths()) counts[path] = await countQueries(path);
  return counts;
}

const expected = () => Object.fromEntries(paths().map((path) => [path, [2, 1]]));

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
  expect((await api.call('GET', 'user/me/', reader)).body.participant.seminars).toHaveLength(31);
  expect((await api.call('GET', 'seminar/?name=r', reader)).body).toHaveLength(31);
  expect((await api.call('GET', 'todos/', reader)).body).toHaveLength(31);
  expect(await countAll()).toEqual(expected());
  expect([await countMiss(''), await countMiss('?order=earliest')]).toEqual([2, 2]);
});
