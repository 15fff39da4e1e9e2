import { insertSchool } from './insert-school';
import { insertStaff, insertUsers } from './insert-users';
import { type Answer, TestApi, type TestUser } from './test-api';

/** Two processes of the API, a board in each way, and users who know each other by no more than that. */
export interface Community {
  readonly api: TestApi;
  readonly beside: TestApi;
  readonly author: TestUser;
  readonly other: TestUser;
  readonly third: TestUser;
  readonly staff: TestUser;
  /** Whose posts may be anonymous. */
  readonly board: number;
  readonly namedBoard: number;
  stop(): Promise<void>;
}

export async function openCommunity(): Promise<Community> {
  const api = await TestApi.start();
  const beside = await TestApi.start({ beside: api });
  const [author, other, third] = (await insertUsers(api.database, 3)) as [TestUser, TestUser, TestUser];
  const staff = await insertStaff(api.database);
  const school = await insertSchool(api.database, author);
  const createBoard = async (name: string, allows_anonymous: boolean): Promise<number> =>
    (await api.call('POST', 'boards/', { ...author, json: { school, name, allows_anonymous } })).body.id;
  return {
    ...{ api, beside, author, other, third, staff },
    board: await createBoard('Free talk', true),
    namedBoard: await createBoard('Market', false),
    stop: async () => {
      await beside.stop();
      await api.stop();
    },
  };
}

export const answerOf = ({ status, body }: Answer) => ({ status, body });

/** What is asked of a thing that is there. */
export const noPermission = {
  status: 403,
  body: { detail: 'You do not have permission to perform this action.' },
};
export const notFound = { status: 404, body: { detail: 'Not found.' } };
export const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** Everything of a list, page by page. */
export async function readAll(
  { api, other }: Community,
  path: string,
  { limit = 3, by = other, between = (() => Promise.resolve()) as (page: number) => Promise<unknown> } = {},
) {
  // The tests state what is in it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const results: any[] = [];
  const [start, query = ''] = path.split('?');
  for (let cursor = '', page = 1; ; page++) {
    const { body } = await api.call('GET', `${start}?${query}&limit=${limit}&cursor=${cursor}`, by);
    results.push(...body.results);
    if (body.next === null) return results;
    cursor = body.next;
    await between(page);
  }
}
