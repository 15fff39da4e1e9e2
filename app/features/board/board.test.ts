import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertSchool } from '../../../test/helpers/insert-school';
import { insertStaff, insertUsers } from '../../../test/helpers/insert-users';
import { recordStatements } from '../../../test/helpers/record-statements';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let beside: TestApi;
let member: TestUser;
let stranger: TestUser;
let staff: TestUser;
let school: number;
beforeAll(async () => {
  api = await TestApi.start();
  beside = await TestApi.start({ beside: api });
  staff = await insertStaff(api.database);
  [member, stranger] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
  await insertSchool(api.database, stranger);
});
beforeEach(async () => {
  school = await insertSchool(api.database, member);
});
afterAll(async () => {
  await beside.stop();
  await api.stop();
});

const create = (json: unknown, { token } = member, at = api) => at.call('POST', 'boards/', { token, json });
const list = (query: string, at = api) => at.call('GET', `boards/${query}`, stranger);
const answerOf = ({ status, body }: Answer) => ({ status, body });
const namesOf = ({ body }: Answer) => body.results.map(({ name }: { name: string }) => name);

const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const noPermission = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
const taken = { status: 400, body: { name: ['A board with that name already exists in this school.'] } };

describe('creating a board', () => {
  test('answers with what everybody reads', async () => {
    const answer = await create({ school: String(school), name: ' Free talk ', what: 1 });
    const body = {
      id: expect.any(Number),
      school,
      name: 'Free talk',
      description: '',
      allows_anonymous: true,
      created_at: timestamp,
      updated_at: timestamp,
    };
    expect(answerOf(answer)).toEqual({ status: 201, body });
    expect((await api.call('GET', `boards/${answer.body.id}/`, stranger)).body).toEqual(answer.body);
  });

  test('may keep posts from being anonymous', async () => {
    const json = { school, name: 'Market', description: 'Sell and buy', allows_anonymous: 'no' };
    expect((await create(json)).body).toMatchObject({ description: 'Sell and buy', allows_anonymous: false });
  });

  test.each([
    [{ name: ' ' }, { name: ['This field may not be blank.'] }],
    [{ name: 'x'.repeat(51) }, { name: ['Ensure this field has no more than 50 characters.'] }],
    [
      { description: 'x'.repeat(201) },
      { description: ['Ensure this field has no more than 200 characters.'] },
    ],
    [{ allows_anonymous: 'perhaps' }, { allows_anonymous: ['Must be a valid boolean.'] }],
    [{ school: 999_999 }, { school: ['No school has this id.'] }],
    [
      { school: undefined, name: undefined },
      { school: ['This field is required.'], name: ['This field is required.'] },
    ],
  ])('refuses %j', async (fields, body) => {
    expect(answerOf(await create({ school, name: 'Talk', ...fields }))).toEqual({ status: 400, body });
  });

  test('is for those of the school, and for staff', async () => {
    expect(answerOf(await create({ school, name: 'Talk' }, stranger))).toEqual(noPermission);
    expect((await create({ school, name: 'Talk' }, staff)).status).toBe(201);
  });

  test.each([
    ['Ünï', 'ünÏ'],
    ['Straße', 'STRASSE'],
    ['e\u0301', 'É'],
  ])('named %j is refused after one named %j', async (first, second) => {
    expect((await create({ school, name: first })).status).toBe(201);
    expect(answerOf(await create({ school, name: ` ${second} ` }))).toEqual(taken);
    const other = await insertSchool(api.database, member);
    expect((await create({ school: other, name: second })).status).toBe(201);
  });

  test('happens once for those who ask at once', async () => {
    const ask = (_: unknown, n: number) => create({ school, name: 'Talk' }, member, n % 2 ? api : beside);
    const answers = await Promise.all(Array.from({ length: 8 }, ask));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(7);
  });
});

describe('the list', () => {
  test('is of a school, page by page, in the order in which boards were made', async () => {
    for (const name of ['One', 'Two', 'Three']) await create({ school, name });
    expect(namesOf(await list(`?school=${school}`))).toEqual(['One', 'Two', 'Three']);
    const first = await list(`?school=${school}&limit=2`);
    expect(namesOf(first)).toEqual(['One', 'Two']);
    const second = await list(`?school=${school}&limit=2&cursor=${first.body.next}`);
    expect([namesOf(second), second.body.next]).toEqual([['Three'], null]);
  });

  test('is of all schools', async () => {
    const { body } = await create({ school, name: 'Mine' });
    expect((await list('?limit=100')).body.results).toContainEqual(body);
  });

  test('of an unknown school is empty', async () => {
    expect((await list('?school=999999')).body).toEqual({ results: [], next: null });
  });

  test.each([
    ['?school=x', { school: ['A valid integer is required.'] }],
    ['?limit=101', { limit: ['Ensure this value is less than or equal to 100.'] }],
    ['?cursor=x', { cursor: ['Invalid cursor.'] }],
  ])('%s is refused', async (query, body) => {
    expect(answerOf(await list(query))).toEqual({ status: 400, body });
  });

  test.each([999_999, 'abc'])('has no board %s', async (id) => {
    expect((await api.call('GET', `boards/${id}/`, stranger)).status).toBe(404);
  });
});

describe('the first page', () => {
  const cacheOf = async (query: string) => (await list(query)).headers.get('X-Cache');

  test.each([() => '', () => `?school=${school}`])(
    'is a miss, then a hit without a query',
    async (queryOf) => {
      const query = queryOf();
      await create({ school, name: 'Talk' });
      expect(await cacheOf(query)).toBe('miss');
      const statements = await recordStatements(api.database, async () =>
        expect(await cacheOf(query)).toBe('hit'),
      );
      expect(statements.filter((statement) => statement.includes('Board'))).toEqual([]);
    },
  );

  test('of another length is not cached', async () => {
    for (const limit of [20, 20]) expect(await cacheOf(`?limit=${limit}`)).toBeNull();
  });

  test('shows a write through the one process to the next read through the other', async () => {
    for (let n = 1; n <= 15; n++) {
      const [at, other] = n % 2 ? [api, beside] : [beside, api];
      await create({ school, name: String(n) }, member, at);
      expect(namesOf(await list(`?school=${school}`, other))).toHaveLength(n);
    }
  });
});

test.each([
  ['GET', 'boards/'],
  ['POST', 'boards/'],
  ['GET', 'boards/1/'],
])('%s %s needs a token', async (method, path) => {
  expect((await api.call(method, path)).status).toBe(401);
});

test.each([
  ['DELETE', 'boards/'],
  ['PUT', 'boards/1/'],
])('%s %s is no call', async (method, path) => {
  expect((await api.call(method, path, member)).status).toBe(405);
});
