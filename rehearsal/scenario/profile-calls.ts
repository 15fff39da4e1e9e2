import type { Call } from '../call';
import type { ApiClient } from '../client';
import { asForm, asMultipart } from './accounts';
import type { ApiCast, People } from './cast';
import { makeGroups } from './groups';
import { uploadPicture } from './media-calls';
import { badFields, unknownId } from './refusals';
import { createDepartment, createSchool } from './school-calls';

interface Things {
  readonly school: number;
  readonly department: number;
  readonly picture: Awaited<ReturnType<typeof uploadPicture>>;
}

/** What a profile tells beside the name, and the pictures of profiles and diaries. */
export async function playProfiles(cast: ApiCast, people: People): Promise<void> {
  const things = await cast.output.step('a school and a picture for a profile', () =>
    makeThings(cast.client, people),
  );
  await makeGroups(cast, {
    'a profile tells nickname, school and department': profileCalls(people, things),
    'profile and diary show a picture of one’s own, until it is deleted': pictureCalls(people, things),
  });
}

async function makeThings(client: ApiClient, { staff, applicant }: People): Promise<Things> {
  const school = await createSchool(client, staff, 'University of Profiles');
  const department = await createDepartment(client, staff, school);
  return { school, department, picture: await uploadPicture(client, applicant) };
}

function profileCalls({ applicant, colleague }: People, { school, department }: Things): Call[] {
  const update = (body: unknown) => ({ ask: 'PUT user/me/', token: applicant.token, body });
  const shows = (profile: object) => ({ status: 200, shows: { profile } });
  const noDepartment = 'The school has no such department.';
  const told = { nickname: 'Waffler', school: { id: school }, department: { id: department } };
  return [
    {
      ...update(asForm({ nickname: 'Waffler', school: String(school) })),
      ...shows({ ...told, department: null }),
    },
    { ...update(asMultipart({ department: String(department) })), ...shows(told) },
    { ask: `GET user/${applicant.id}/`, token: colleague.token, ...shows(told) },
    { ...update({ school: null }), ...shows({ nickname: 'Waffler', school: null, department: null }) },
    { ...update({ department }), ...badFields({ department: noDepartment }) },
    {
      ...update({ nickname: 'x'.repeat(31), school: unknownId }),
      ...badFields({ nickname: /no more than 30/, school: 'There is no such school.' }),
    },
  ];
}

function pictureCalls({ applicant, colleague }: People, { picture: { id, url } }: Things): Call[] {
  const { token } = applicant;
  const me = (body: object, by = token) => ({ ask: 'PUT user/me/', token: by, body });
  const day = { contents: 'A day with a picture', date: '2024-05-05' };
  const write = (picture: unknown, by = token) => ({
    ask: 'POST diaries/',
    token: by,
    body: { ...day, picture },
  });
  const diaries = { ask: 'GET diaries/?date_from=2024-05-05&date_to=2024-05-05', token };
  const none = badFields({ picture: 'You have no such picture.' });
  return [
    { ...me({ picture: id }, colleague.token), ...none },
    { ...me({ picture: unknownId }), ...none },
    { ...me({ picture: id }), status: 200, shows: { profile: { picture: url } } },
    { ...write(id, colleague.token), ...none },
    { ...write(String(id)), status: 201, shows: { ...day, picture: url } },
    { ...diaries, status: 200, shows: [{ picture: url }] },
    { ask: `DELETE media/${id}/`, token, status: 204 },
    { ...diaries, status: 200, shows: [{ picture: null }] },
    {
      ask: `GET user/${applicant.id}/`,
      token: colleague.token,
      status: 200,
      shows: { profile: { picture: null } },
    },
    { ...me({ picture: id }), ...none },
  ];
}
