import type { Call } from '../call';
import { asForm, asMultipart } from './accounts';
import type { People } from './cast';
import { badFields, noPermission, notFound, refusal, unknownId } from './refusals';

const required = 'This field is required.';
const integer = 'A valid integer is required.';
const wrongTime = 'Time has wrong format. Use one of these formats instead: hh:mm.';
const busy = refusal(400, 'error', "You're in charge of another seminar");

export const waffles = { name: 'Waffles for everyone', capacity: '10', count: '4', time: '14:30' };
export const databases = { name: 'Databases', capacity: '5', count: '1', time: '09:05', online: 'OFF' };

/** Who may not create a seminar, and what is none. */
export function refusedSeminarCalls({ instructor, participant }: People): Call[] {
  const create = ({ token }: { token: string }, body: unknown) => ({ ask: 'POST seminar/', token, body });
  const refused: [fields: unknown, messages: Record<string, string | RegExp>][] = [
    [{}, { name: required, capacity: required, count: required, time: required }],
    [
      asForm({ ...waffles, capacity: 'many', count: '0' }),
      { capacity: integer, count: /greater than or equal to 1/ },
    ],
    [asMultipart({ ...waffles, time: '24:00' }), { time: wrongTime }],
    [
      { ...waffles, name: 'x'.repeat(51), time: '14:30:00' },
      { name: /no more than 50/, time: wrongTime },
    ],
    [
      { ...waffles, online: 'perhaps', count: 65_536 },
      { online: 'Must be a valid boolean.', count: /65535/ },
    ],
  ];
  return [
    { ...create(participant, waffles), ...noPermission },
    ...refused.map(([body, messages]) => ({ ...create(instructor, body), ...badFields(messages) })),
  ];
}

/** Of a seminar that exists, by who may change it and who may not. */
export function seminarCalls({ instructor, colleague, participant }: People, id: number): Call[] {
  const update = ({ token }: { token: string }, body: unknown, of = id) => ({
    ask: `PUT seminar/${of}/`,
    token,
    body,
  });
  const notTheirs = refusal(403, 'error', "You're not in charge of this seminar");
  return [
    { ask: 'POST seminar/', token: instructor.token, body: waffles, ...busy },
    {
      ask: `GET seminar/${id}/`,
      token: participant.token,
      status: 200,
      shows: { id, name: waffles.name, participants: [] },
    },
    { ask: `GET seminar/${unknownId}/`, token: participant.token, ...notFound },
    { ask: 'GET seminar/one/', token: participant.token, ...notFound },
    { ...update(instructor, {}), status: 200, shows: { capacity: 10, online: true } },
    {
      ...update(instructor, asForm({ online: 'f', count: '5' })),
      status: 200,
      shows: { online: false, count: 5 },
    },
    {
      ...update(instructor, asMultipart({ time: '00:00' })),
      status: 200,
      shows: { time: '00:00', online: false },
    },
    {
      ...update(instructor, { name: 'Other', capacity: 0 }),
      ...badFields({ capacity: /greater than or equal to 1/ }),
    },
    { ...update(instructor, {}, unknownId), ...notFound },
    { ...update(colleague, { name: 'Other' }), ...notTheirs },
    { ...update(participant, { name: 'Other' }, unknownId), ...noPermission },
  ];
}

/** Joining and dropping, in the order of the checks. */
export function memberCalls(
  { instructor, colleague, assistant, participant, applicant }: People,
  id: number,
): Call[] {
  const join = ({ token }: { token: string }, role: string, of = id) => ({
    ask: `POST seminar/${of}/user/`,
    token,
    body: asForm({ role }),
  });
  const drop = ({ token }: { token: string }, of = id) => ({ ask: `DELETE seminar/${of}/user/`, token });
  const lacks = (message: string) => refusal(403, 'error', message);
  const joinedBefore = refusal(400, 'error', "You've joined this seminar");
  const noSuchRole = refusal(400, 'error', "'role' should be participant or instructor");
  const inactive = { participants: [{ id: participant.id, is_active: false, dropped_at: /Z$/ }] };
  return [
    { ...join(participant, 'boss'), ...noSuchRole },
    { ...join(participant, 'participant', unknownId), ...notFound },
    { ...join(participant, 'instructor'), ...lacks("You're not an instructor") },
    { ...join(assistant, 'participant'), ...lacks("You're not a participant") },
    { ...join(applicant, 'participant'), ...lacks("You're not accepted") },
    { ...join(colleague, 'instructor'), ...busy },
    {
      ...join(assistant, 'instructor'),
      status: 201,
      shows: { instructors: [{ id: instructor.id }, { id: assistant.id }] },
    },
    {
      ask: `PUT seminar/${id}/`,
      token: assistant.token,
      body: { capacity: 11 },
      status: 200,
      shows: { capacity: 11 },
    },
    {
      ...join(participant, 'participant'),
      status: 201,
      shows: { participants: [{ id: participant.id, is_active: true }] },
    },
    { ...join(participant, 'participant'), ...joinedBefore },
    { ...drop(participant, unknownId), ...notFound },
    { ...drop(colleague), ...noPermission },
    { ...drop(instructor), ...lacks("You're in charge of this seminar") },
    { ...drop(applicant), status: 200, shows: { participants: [{ is_active: true }] } },
    { ...drop(participant), status: 200, shows: inactive },
    { ...drop(participant), status: 200, shows: inactive },
    { ...join(participant, 'participant'), ...joinedBefore },
  ];
}
