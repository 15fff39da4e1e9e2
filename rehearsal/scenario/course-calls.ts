import { type Call, make } from '../call';
import type { ApiClient } from '../client';
import { type Account, asForm } from './accounts';
import type { ApiCast, People } from './cast';
import { makeGroups } from './groups';
import { badFields, noPermission, notFound, unknownId } from './refusals';
import { createDepartment, createSchool } from './school-calls';

export const monday = { weekday: 0, start: '10:30', end: '11:45' };

/** Courses, who gives them, and what users think of them. */
export async function playCourses(cast: ApiCast, people: People): Promise<void> {
  const { client, output } = cast;
  const department = await createDepartment(
    client,
    people.staff,
    await createSchool(client, people.staff, 'Course School'),
  );
  const id = await output.step('staff make a course', () =>
    createCourse(client, people.staff, department, { meetings: [monday] }),
  );
  await makeGroups(cast, {
    'courses are found by any filters': courseListCalls(people, department, id),
    'a course is rated once by each, and nobody is told by whom': ratingCalls(people, id),
    'courses are read by all and written by staff': courseCalls(people, id),
  });
}

/** @returns its id */
export async function createCourse(
  client: ApiClient,
  { token }: Account,
  department: number,
  { meetings, ...fields }: { meetings: readonly object[]; title?: string },
): Promise<number> {
  const texts = { title: 'Algorithms', professor: 'Grace Hopper', semester: '2026-2', ...fields };
  const body = asForm({ ...texts, department: String(department), meetings: JSON.stringify(meetings) });
  const answer = await make(client, { ask: 'POST courses/', token, body, status: 201, shows: { meetings } });
  return answer.json<{ id: number }>().id;
}

function courseListCalls({ participant }: People, department: number, id: number): Call[] {
  const { token } = participant;
  const list = (query: string, shows: object) => ({
    ask: `GET courses/?${query}`,
    token,
    status: 200,
    shows,
  });
  const found = { results: [{ id }], next: null };
  return [
    list(`department=${department}&semester=2026-2`, found),
    list(`title=ALGO&professor=hopper&department=${department}&semester=2026-2&ordering=created_at`, found),
    list('title=%25', { results: [], next: null }),
    { ask: 'GET courses/', token, headers: { 'if-none-match': '*' }, status: 304 },
    {
      ask: 'GET courses/?ordering=title',
      token,
      ...badFields({ ordering: '"title" is not a valid choice.' }),
    },
    {
      ask: `GET professors/?name=GRACE&department=${department}`,
      token,
      status: 200,
      shows: { results: [{ name: 'Grace Hopper', department }], next: null },
    },
    { ask: 'GET professors/?department=CS', token, ...badFields({ department: /valid integer/ }) },
  ];
}

function ratingCalls({ participant, instructor }: People, id: number): Call[] {
  const own = (method: string, { token }: Account, of = id) => ({
    ask: `${method} courses/${of}/rating/`,
    token,
  });
  const all = (query: string, of = id) => ({
    ask: `GET courses/${of}/ratings/${query}`,
    token: instructor.token,
  });
  const shown = { score: 4, contents: 'Hard' };
  return [
    { ...own('GET', participant), ...notFound },
    { ...own('PUT', participant), body: { score: 6 }, ...badFields({ score: /less than or equal to 5/ }) },
    { ...own('PUT', participant), body: asForm({ score: '1' }), status: 200, shows: { score: 1 } },
    { ...own('PUT', participant), body: shown, status: 200, shows: { ...shown, is_own: true } },
    { ...own('GET', participant), status: 200, shows: shown },
    { ...all(''), status: 200, shows: { results: [{ ...shown, is_own: false }], next: null } },
    { ...all('?limit=0'), ...badFields({ limit: /greater than or equal to 1/ }) },
    {
      ask: `GET courses/${id}/`,
      token: instructor.token,
      status: 200,
      shows: { rating_count: 1, rating_average: 4 },
    },
    { ...own('DELETE', participant), status: 204 },
    { ...own('DELETE', participant), status: 204 },
    { ...own('PUT', participant, unknownId), body: {}, ...notFound },
    { ...own('DELETE', participant, unknownId), ...notFound },
    { ...all('', unknownId), ...notFound },
  ];
}

/** At last it is gone. */
function courseCalls({ participant, staff }: People, id: number): Call[] {
  const at = (method: string, { token }: Account, of = id) => ({ ask: `${method} courses/${of}/`, token });
  const create = ({ token }: Account, body: object) => ({ ask: 'POST courses/', token, body });
  const overlapping = badFields({ meetings: 'Monday 10:30-11:45 overlaps with Monday 10:30-11:45.' });
  return [
    { ...create(participant, {}), ...noPermission },
    { ...create(staff, { meetings: [{}] }), ...badFields({ title: /required/, meetings: /required/ }) },
    { ...at('GET', participant, unknownId), ...notFound },
    ...['PUT', 'PATCH'].flatMap((method) => [
      { ...at(method, participant), body: {}, ...noPermission },
      { ...at(method, staff, unknownId), body: {}, ...notFound },
      { ...at(method, staff), body: { meetings: [monday, monday] }, ...overlapping },
      { ...at(method, staff), body: { title: method }, status: 200, shows: { id, title: method } },
    ]),
    { ...at('DELETE', participant), ...noPermission },
    { ...at('DELETE', staff), status: 204 },
    { ...at('DELETE', staff), ...notFound },
  ];
}
