import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';
import { examinedRows } from '../../http/read-page';

let api: TestApi;
let user: TestUser;
/** More than a page may examine twice; each hundredth has a name of its own. */
const count = 2 * examinedRows + 80;
const nameOf = (id: number) => (id % 100 === 0 ? `Hundredth ${id}` : `School ${id}`);
beforeAll(async () => {
  api = await TestApi.start();
  [user] = (await insertUsers(api.database, 1)) as [TestUser];
  const rows = Array.from({ length: count }, (_, index) => [index + 1, nameOf(index + 1), `${index}`]);
  const insert = 'INSERT INTO School (id, name, name_key, updated_at) VALUES (?, ?, ?, NOW(6))';
  await api.database.connection.batch(insert, rows);
  const department =
    'INSERT INTO Department (school_id, name, name_key, updated_at) VALUES (?, ?, ?, NOW(6))';
  await api.database.connection.batch(department, [
    [1, 'Physics', 'physics'],
    [2, 'Physics', 'physics'],
    [1, 'Economics', 'economics'],
  ]);
});
afterAll(() => api.stop());

const list = (query: string, path = 'schools/') => api.call('GET', `${path}?${query}`, user);
const idsOf = ({ body }: { body: { results: { id: number }[] } }) => body.results.map(({ id }) => id);

/** All pages of a list. */
async function walk(query: string): Promise<number[][]> {
  const pages: number[][] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await list(`${query}&cursor=${cursor}`);
    pages.push(idsOf(answer));
    cursor = answer.body.next as string | null;
  }
  return pages;
}

describe('schools', () => {
  test('come twenty at a time, or as many as are asked for', async () => {
    expect(idsOf(await list(''))).toHaveLength(20);
    expect(idsOf(await list('limit=3'))).toEqual([1, 2, 3]);
    expect(await walk('limit=100')).toHaveLength(Math.ceil(count / 100));
  });

  test('are found by a part of the name, in pages that end where the examined rows end', async () => {
    expect(await walk('name=HUNDREDTH')).toEqual([[100, 200], [300, 400], []]);
    expect(await walk('name=hundredth&limit=2')).toEqual([[100, 200], [300, 400], []]);
    expect(await walk('name=hundredth&limit=1')).toEqual([[100], [200], [300], [400]]);
  });

  test.each([
    ['name=School%201&limit=2', [1, 10]],
    ['name=Sch%25&limit=2', []],
    ['name=&limit=1', [1]],
  ])('asked for with %s are %j', async (query, ids) => {
    expect(idsOf(await list(query))).toEqual(ids);
  });
});

describe('the departments of a school', () => {
  test.each([
    ['', ['Physics', 'Economics']],
    ['name=NOM', ['Economics']],
    ['name=sociology', []],
  ])('asked for with %j are %j', async (query, names) => {
    const { body } = await list(query, 'schools/1/departments/');
    expect(body.results.map(({ name }: { name: string }) => name)).toEqual(names);
    expect(body.next).toBeNull();
  });
});

describe.each(['schools/', 'schools/1/departments/'])('%s', (path) => {
  test('names all bad filters', async () => {
    expect(await list('limit=0&cursor=x', path)).toMatchObject({
      status: 400,
      body: { limit: ['Ensure this value is greater than or equal to 1.'] },
    });
    expect((await list('cursor=x', path)).body).toEqual({ cursor: ['Invalid cursor.'] });
  });
});
