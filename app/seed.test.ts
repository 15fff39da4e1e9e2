import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { sampleData } from '../contract';
import { TestApi } from '../test/helpers/test-api';
import { seed } from './seed';

let api: TestApi;

beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

test('an empty database is filled once', async () => {
  expect(await seed(api.container.database)).toEqual({ users: 10, seminars: 3 });
  expect(await seed(api.container.database)).toBeUndefined();
});

test.each([...sampleData.instructors, ...sampleData.participants])('%s can sign in', async (username) => {
  const json = { username, password: sampleData.password };
  expect((await api.call('PUT', 'user/login/', { json })).status).toBe(200);
});

test('the seminars are those of a real day: one full, one with two instructors, one empty', async () => {
  const json = { username: sampleData.instructors[0], password: sampleData.password };
  const { token } = (await api.call('PUT', 'user/login/', { json })).body;
  const { body } = await api.call('GET', 'seminar/', { token });
  const rows = body.map((seminar: { name: string; instructors: unknown[]; participant_count: number }) => [
    seminar.name,
    seminar.instructors.length,
    seminar.participant_count,
  ]);
  expect(rows).toEqual([
    ['Caching', 1, 0],
    ['Databases', 1, 2],
    ['Backend with Express', 2, 3],
  ]);
});

test('the last instructor may still create a seminar', async () => {
  const json = { username: sampleData.instructors.at(-1), password: sampleData.password };
  const { token } = (await api.call('PUT', 'user/login/', { json })).body;
  const seminar = { name: 'New', capacity: 1, count: 1, time: '09:00' };
  expect((await api.call('POST', 'seminar/', { token, json: seminar })).status).toBe(201);
});
