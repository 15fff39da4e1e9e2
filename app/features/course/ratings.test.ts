import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { type Campus, openCampus } from '../../../test/helpers/make-course';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
/** A second process with the same database. */
let beside: TestApi;
let campus: Campus;
let ada: TestUser;
let grace: TestUser;
let course: number;
beforeAll(async () => {
  api = await TestApi.start();
  beside = await TestApi.start({ beside: api });
  campus = await openCampus(api);
});
beforeEach(async () => {
  [ada, grace] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
  course = (await campus.make()).id;
});
afterAll(async () => {
  await beside.stop();
  await api.stop();
});

const path = (id: unknown = course) => `courses/${String(id)}/rating/`;
const rate = ({ token }: TestUser, json: unknown, id: unknown = course, port = api.port) =>
  api.call('PUT', path(id), { token, json, port });
const takeBack = ({ token }: TestUser, id: unknown = course, port = api.port) =>
  api.call('DELETE', path(id), { token, port });
const own = ({ token }: TestUser, id: unknown = course) => api.call('GET', path(id), { token });
const list = async ({ token }: TestUser, query = '') =>
  (await api.call('GET', `courses/${course}/ratings/?${query}`, { token })).body;
const shownOfCourse = async () => {
  const { rating_count, rating_average } = (await api.call('GET', `courses/${course}/`, ada)).body;
  return [rating_count, rating_average];
};
const answerOf = ({ status, body }: Answer) => ({ status, body });
const notFound = { status: 404, body: { detail: 'Not found.' } };

describe('a rating', () => {
  test('is one for each user, and another one takes its place', async () => {
    const first = { score: 2, contents: 'Dull' };
    expect(answerOf(await rate(ada, first))).toEqual({ status: 200, body: { ...first, is_own: true } });
    expect((await rate(ada, { score: '5' })).body).toEqual({ score: 5, contents: '', is_own: true });
    expect((await own(ada)).body).toEqual({ score: 5, contents: '', is_own: true });
    expect(await shownOfCourse()).toEqual([1, 5]);
  });

  test('counts in the average of the course', async () => {
    expect(await shownOfCourse()).toEqual([0, null]);
    await rate(ada, { score: 5 });
    await rate(grace, { score: 4 });
    await rate(campus.staff, { score: 4 });
    expect(await shownOfCourse()).toEqual([3, 4.33]);
    await rate(ada, { score: 1 });
    expect(await shownOfCourse()).toEqual([3, 3]);
  });

  test('is taken back, once or twice', async () => {
    await rate(ada, { score: 1 });
    await rate(grace, { score: 4 });
    expect(answerOf(await takeBack(ada))).toEqual({ status: 204, body: '' });
    expect(answerOf(await takeBack(ada))).toEqual({ status: 204, body: '' });
    expect(await shownOfCourse()).toEqual([1, 4]);
    expect(answerOf(await own(ada))).toEqual(notFound);
    expect((await list(ada)).results).toHaveLength(1);
  });

  test.each([
    [{}, { score: ['This field is required.'] }],
    [{ score: 0 }, { score: ['Ensure this value is greater than or equal to 1.'] }],
    [{ score: 6 }, { score: ['Ensure this value is less than or equal to 5.'] }],
    [{ score: 4.5 }, { score: ['A valid integer is required.'] }],
    [
      { score: null, contents: 'x'.repeat(2_001) },
      {
        score: ['This field may not be null.'],
        contents: ['Ensure this field has no more than 2000 characters.'],
      },
    ],
  ])('of %j is refused', async (json, body) => {
    expect(answerOf(await rate(ada, json))).toEqual({ status: 400, body });
    expect(await shownOfCourse()).toEqual([0, null]);
  });

  test.each([999_999, 'abc', 0])('of course %s is 404', async (id) => {
    expect(answerOf(await rate(ada, {}, id))).toEqual(notFound);
    expect(answerOf(await own(ada, id))).toEqual(notFound);
    expect(answerOf(await takeBack(ada, id))).toEqual(notFound);
    expect(answerOf(await api.call('GET', `courses/${id}/ratings/`, ada))).toEqual(notFound);
  });

  test('of a deleted course is 404', async () => {
    await rate(ada, { score: 3 });
    await api.call('DELETE', `courses/${course}/`, campus.staff);
    for (const answer of [await rate(ada, { score: 1 }), await own(ada), await takeBack(ada)])
      expect(answerOf(answer)).toEqual(notFound);
  });
});

describe('the ratings of a course', () => {
  test('come the newest first, page by page, and tell of nobody who has written them', async () => {
    await rate(ada, { score: 3, contents: 'First' });
    await rate(grace, { score: 4, contents: 'Second' });
    const first = await list(ada, 'limit=1');
    const second = await list(ada, `limit=1&cursor=${first.next}`);
    expect(first.results).toEqual([{ score: 4, contents: 'Second', is_own: false }]);
    expect(second).toEqual({ results: [{ score: 3, contents: 'First', is_own: true }], next: null });
  });

  test('are those of staff too, who see no more', async () => {
    await rate(ada, { score: 3 });
    expect((await list(campus.staff)).results).toEqual([{ score: 3, contents: '', is_own: false }]);
  });

  test('are refused with a bad filter', async () => {
    expect(await list(ada, 'limit=0&cursor=')).toEqual({
      limit: ['Ensure this value is greater than or equal to 1.'],
    });
  });
});

test('count and average are exact, however many rate and take back at once in two processes', async () => {
  const users = await insertUsers(api.database, 40);
  const port = (index: number) => (index % 2 === 0 ? api.port : beside.port);
  await Promise.all(
    users.flatMap((user, index) =>
      [1, 5, 3].map((score, nth) => rate(user, { score }, course, port(index + nth))),
    ),
  );
  await Promise.all(
    users
      .slice(0, 15)
      .flatMap((user, index) => [0, 1].map((nth) => takeBack(user, course, port(index + nth)))),
  );
  const sum = 'SELECT COUNT(*) AS count, SUM(score) AS sum FROM CourseRating WHERE course_id = ?';
  const [{ count, sum: scores }] = await api.database.connection.query(sum, [course]);
  const kept = await api.database.connection.query(
    'SELECT rating_count, rating_sum FROM Course WHERE id = ?',
    [course],
  );
  expect([Number(count), kept]).toEqual([25, [{ rating_count: 25, rating_sum: Number(scores) }]]);
});
