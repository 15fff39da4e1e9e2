import { type Call, make } from '../call';
import type { ApiClient } from '../client';
import { type Account, asForm, asMultipart } from './accounts';
import type { ApiCast, People } from './cast';
import { makeGroups } from './groups';
import { badFields, noPermission, notFound, unknownId } from './refusals';

const waffle = 'Waffle University';

/** Schools and their departments. */
export async function playSchools(cast: ApiCast, people: People): Promise<void> {
  const school = await cast.output.step('staff make schools and departments', () =>
    createSchool(cast.client, people.staff, waffle),
  );
  const department = await createDepartment(cast.client, people.staff, school);
  await makeGroups(cast, {
    'schools are read by all and written by staff': schoolCalls(people, school),
    'departments are of a school': departmentCalls(people, school, department),
  });
}

export const createSchool = (client: ApiClient, staff: Account, name: string): Promise<number> =>
  create(client, staff, 'schools/', asForm({ name }));

export const createDepartment = (client: ApiClient, staff: Account, school: number): Promise<number> =>
  create(client, staff, `schools/${school}/departments/`, asMultipart({ name: 'Physics' }));

async function create(client: ApiClient, { token }: Account, path: string, body: unknown): Promise<number> {
  const answer = await make(client, { ask: `POST ${path}`, token, body, status: 201 });
  return answer.json<{ id: number }>().id;
}

function schoolCalls({ participant, staff }: People, id: number): Call[] {
  const name = waffle;
  const read = (query: string, shows: object) => ({
    ...ask('GET', `schools/${query}`, participant),
    status: 200,
    shows,
  });
  const bad = badFields({ limit: /less than or equal to 100/ });
  const taken = badFields({ name: 'A school with that name already exists.' });
  return [
    read('?name=WAFFLE', { results: [{ id, name }], next: null }),
    read('?name=%25', { results: [], next: null }),
    { ...ask('GET', 'schools/?limit=101', participant), ...bad },
    read(`${id}/`, { id, name }),
    { ...ask('GET', `schools/${unknownId}/`, participant), ...notFound },
    { ...ask('POST', 'schools/', participant, {}), ...noPermission },
    { ...ask('POST', 'schools/', staff, { name: waffle.toUpperCase() }), ...taken },
    ...renamings('schools/', { participant, staff }, id, { id, name: waffle }),
  ];
}

function departmentCalls({ participant, staff }: People, school: number, id: number): Call[] {
  const below = `schools/${school}/departments/`;
  const shown = { id, school, name: 'Physics' };
  const taken = badFields({ name: 'A department with that name already exists in this school.' });
  return [
    { ...ask('GET', `${below}?name=ph`, participant), status: 200, shows: { results: [shown], next: null } },
    { ...ask('GET', `${below}?cursor=x`, participant), ...badFields({ cursor: 'Invalid cursor.' }) },
    { ...ask('GET', `schools/${unknownId}/departments/`, participant), ...notFound },
    { ...ask('GET', `departments/${id}/`, participant), status: 200, shows: shown },
    { ...ask('GET', `departments/${unknownId}/`, participant), ...notFound },
    { ...ask('POST', below, participant, {}), ...noPermission },
    { ...ask('POST', `schools/${unknownId}/departments/`, staff, {}), ...notFound },
    { ...ask('POST', below, staff, { name: 'PHYSICS' }), ...taken },
    ...renamings('departments/', { participant, staff }, id, shown),
  ];
}

/** The same for both: by staff, and to what it was. */
const renamings = (
  path: string,
  { participant, staff }: Pick<People, 'participant' | 'staff'>,
  id: number,
  shows: { readonly id: number; readonly name: string },
): Call[] =>
  ['PUT', 'PATCH'].flatMap((method) => [
    { ...ask(method, `${path}${id}/`, participant, {}), ...noPermission },
    { ...ask(method, `${path}${unknownId}/`, staff, {}), ...notFound },
    { ...ask(method, `${path}${id}/`, staff, { name: ' ' }), ...badFields({ name: /blank/ }) },
    { ...ask(method, `${path}${id}/`, staff, { name: shows.name }), status: 200, shows },
  ]);

const ask = (method: string, path: string, { token }: Account, body?: unknown) => ({
  ask: `${method} ${path}`,
  token,
  ...(body !== undefined && { body }),
});
