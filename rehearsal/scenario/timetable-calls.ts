import { type Call, make } from '../call';
import type { ApiClient } from '../client';
import { type Account, asForm } from './accounts';
import type { ApiCast, People } from './cast';
import { createCourse, monday } from './course-calls';
import { askFriend } from './friend-calls';
import { makeGroups } from './groups';
import { badFields, noPermission, notFound, refusal, unknownId } from './refusals';
import { createDepartment, createSchool } from './school-calls';

/** Who takes what, and who sees it. */
export async function playTimetables(cast: ApiCast, people: People): Promise<void> {
  const { client, output } = cast;
  const [course, other] = await output.step('staff make two courses at the same time of the week', () =>
    createCourses(client, people),
  );
  const id = await output.step('one makes a timetable', () => createTimetable(client, people.participant));
  await makeGroups(cast, {
    'no hour of a timetable is taken twice': timetableCourseCalls(people, id, course, other),
    'a timetable that is not public is for friends': await friendCalls(client, people, id),
    'a timetable is changed by its owner': timetableCalls(people, id),
  });
}

async function createCourses(client: ApiClient, { staff }: People): Promise<[number, number]> {
  const school = await createSchool(client, staff, 'Timetable School');
  const department = await createDepartment(client, staff, school);
  const create = (title: string) => createCourse(client, staff, department, { title, meetings: [monday] });
  return [await create('Databases'), await create('Compilers')];
}

async function createTimetable(client: ApiClient, { token }: Account): Promise<number> {
  const body = asForm({ name: 'Plan A', semester: '2026-2' });
  const shows = { is_public: false, courses: [] };
  const answer = await make(client, { ask: 'POST timetables/', token, body, status: 201, shows });
  return answer.json<{ id: number }>().id;
}

function timetableCourseCalls(
  { participant, staff }: People,
  id: number,
  course: number,
  other: number,
): Call[] {
  const add = ({ token }: Account, of: unknown, to = id) => ({
    ask: `POST timetables/${to}/courses/`,
    token,
    body: { course: of },
  });
  const takeOut = ({ token }: Account, from = id) => ({
    ask: `DELETE timetables/${from}/courses/${course}/`,
    token,
  });
  const overlapping = refusal(400, 'error', 'Overlaps with Databases (Monday 10:30-11:45)');
  return [
    { ...add(staff, course), ...noPermission },
    { ...add(participant, course, unknownId), ...notFound },
    { ...add(participant, unknownId), ...badFields({ course: 'No course has this id.' }) },
    {
      ...add(participant, course),
      status: 201,
      shows: { id, courses: [{ id: course, meetings: [monday] }] },
    },
    { ...add(participant, course), ...refusal(400, 'error', 'This course is in the timetable already') },
    { ...add(participant, other), ...overlapping },
    { ...takeOut(staff), ...noPermission },
    { ...takeOut(participant, unknownId), ...notFound },
    { ...takeOut(participant), status: 204 },
    { ...add(participant, other), status: 201, shows: { courses: [{ id: other }] } },
  ];
}

/** Before they are friends, and then. */
async function friendCalls(
  client: ApiClient,
  { participant, assistant, staff }: People,
  id: number,
): Promise<Call[]> {
  const show = ({ token }: Account) => ({ ask: `GET timetables/${id}/`, token });
  const list = ({ token }: Account) => ({
    ask: `GET users/${participant.id}/timetables/`,
    token,
    status: 200,
  });
  const friendship = await askFriend(client, assistant, participant.id);
  return [
    { ...show(assistant), ...noPermission },
    { ...list(assistant), shows: { results: [] } },
    { ask: `PUT friends/${friendship}/`, token: participant.token, body: { accepted: true }, status: 200 },
    { ...show(assistant), status: 200, shows: { id } },
    { ...list(assistant), shows: { results: [{ id }], next: null } },
    { ...show(staff), ...noPermission },
    { ...list(staff), shows: { results: [] } },
    { ask: `GET users/${unknownId}/timetables/`, token: staff.token, ...notFound },
    {
      ask: `GET users/${staff.id}/timetables/?limit=0`,
      token: staff.token,
      ...badFields({ limit: /greater/ }),
    },
  ];
}

/** At last it is gone. */
function timetableCalls({ participant, staff }: People, id: number): Call[] {
  const { token } = participant;
  const at = (method: string, of = id) => ({ ask: `${method} timetables/${of}/`, token });
  const wrong = badFields({ semester: /wrong format/ });
  return [
    {
      ask: 'POST timetables/',
      token,
      body: { name: '' },
      ...badFields({ name: /blank/, semester: /required/ }),
    },
    { ask: 'GET timetables/', token, status: 200, shows: { results: [{ id }], next: null } },
    { ask: 'GET timetables/?semester=autumn', token, ...wrong },
    ...['PUT', 'PATCH'].flatMap((method) => [
      { ...at(method), token: staff.token, body: {}, ...noPermission },
      { ...at(method, unknownId), body: {}, ...notFound },
      { ...at(method), body: { semester: 'autumn' }, ...wrong },
      {
        ...at(method),
        body: asForm({ is_public: 'on', name: method }),
        status: 200,
        shows: { name: method },
      },
    ]),
    { ...at('GET'), token: staff.token, status: 200, shows: { id, is_public: true } },
    { ...at('GET', unknownId), ...notFound },
    { ...at('DELETE'), token: staff.token, ...noPermission },
    { ...at('DELETE'), status: 204 },
    { ...at('DELETE'), ...notFound },
  ];
}
