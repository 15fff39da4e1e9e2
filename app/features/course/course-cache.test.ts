import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { eventually } from '../../../test/helpers/eventually';
import { type Campus, openCampus } from '../../../test/helpers/make-course';
import { recordStatements } from '../../../test/helpers/record-statements';
import { TestApi } from '../../../test/helpers/test-api';

let api: TestApi;
/** A second process with the same database and Redis. */
let beside: TestApi;
let campus: Campus;
let course: number;
beforeAll(async () => {
  api = await TestApi.start();
  beside = await TestApi.start({ beside: api });
  campus = await openCampus(api);
  course = (await campus.make()).id;
});
afterAll(async () => {
  await beside.stop();
  await api.stop();
});

const list = (query: string, port = api.port) =>
  api.call('GET', `courses/?${query}`, { token: campus.staff.token, port });
const cacheOf = async (query: string) => (await list(query)).headers.get('X-Cache');
const write = (method: string, path: string, json?: object) =>
  api.call(method, path, { token: campus.staff.token, ...(json && { json }) });

const kept: [string, () => string][] = [
  ['of all courses', () => ''],
  ['of a department in a semester', () => `department=${campus.department}&semester=2026-2&title=`],
];

describe.each(kept)('the first page %s', (_, queryOf) => {
  test('comes from the cache, without a query for courses', async () => {
    await eventually(async () => expect(await cacheOf(queryOf())).toBe('hit'));
    const statements = await recordStatements(api.database, () => list(queryOf()));
    expect(statements.filter((statement) => statement.includes('Course'))).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>, object]>([
    ['a change', () => write('PATCH', `courses/${course}/`, { title: 'Graphs' }), { title: 'Graphs' }],
    ['a rating', () => write('PUT', `courses/${course}/rating/`, { score: 4 }), { rating_average: 4 }],
    ['a rating taken back', () => write('DELETE', `courses/${course}/rating/`), { rating_count: 0 }],
    ['a new course', () => campus.make({ title: 'Newest' }), { title: 'Newest' }],
  ])('shows %s at once, in another process too', async (_title, change, shown) => {
    await list(queryOf(), beside.port);
    await change();
    const { results } = (await list(queryOf(), beside.port)).body;
    expect(results).toContainEqual(expect.objectContaining(shown));
  });

  test('shows a deleted course no more', async () => {
    const { id } = await campus.make();
    await list(queryOf());
    await write('DELETE', `courses/${id}/`);
    expect((await list(queryOf())).body.results).not.toContainEqual(expect.objectContaining({ id }));
  });
});

test.each(['limit=20', 'title=a', 'professor=g', 'semester=2026-2', 'department=1', 'ordering=created_at'])(
  'a list with %s is not cached',
  async (query) => {
    expect([await cacheOf(query), await cacheOf(query)]).toEqual([null, null]);
  },
);
