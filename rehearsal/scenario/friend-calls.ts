import { type Call, make } from '../call';
import type { Account } from './accounts';
import { asForm } from './accounts';
import type { ApiCast, People } from './cast';
import { makeGroups } from './groups';
import { badFields, noPermission, notFound, refusal, unknownId } from './refusals';

/** Who asks whom, who answers, and how it ends. */
export async function playFriends(cast: ApiCast, people: People): Promise<void> {
  const { participant, applicant } = people;
  await makeGroups(cast, { 'friends are others': refusedFriendCalls(people) });
  const id = await cast.output.step('one asks another', () =>
    askFriend(cast.client, participant, applicant.id),
  );
  await makeGroups(cast, { 'they are friends once both want it': friendCalls(people, id) });
  const again = await askFriend(cast.client, applicant, participant.id);
  await makeGroups(cast, { 'a no ends it': refusingCalls(people, again) });
}

/** @returns the id of the friendship */
export async function askFriend(
  client: ApiCast['client'],
  { token }: Account,
  user: number,
): Promise<number> {
  const body = asForm({ user: String(user) });
  const answer = await make(client, {
    ask: 'POST friends/',
    token,
    body,
    status: 201,
    shows: { state: 'asked' },
  });
  return answer.json<{ id: number }>().id;
}

function refusedFriendCalls({ participant }: People): Call[] {
  const { token } = participant;
  const request = (user: unknown) => ({ ask: 'POST friends/', token, body: { user } });
  return [
    { ...request('nobody'), ...badFields({ user: /valid integer/ }) },
    { ...request(unknownId), ...badFields({ user: 'No user has this id.' }) },
    { ...request(participant.id), ...refusal(400, 'error', "You can't be your own friend") },
    { ask: 'GET friends/?state=enemy', token, ...badFields({ state: '"enemy" is not a valid choice.' }) },
  ];
}

function friendCalls({ participant, applicant, staff }: People, id: number): Call[] {
  const answer = ({ token }: Account, accepted: unknown, of = id) => ({
    ask: `PUT friends/${of}/`,
    token,
    body: { accepted },
  });
  const end = ({ token }: Account, of = id) => ({ ask: `DELETE friends/${of}/`, token });
  const listed = ({ token }: Account, state: string, user: Account) => ({
    ask: `GET friends/?state=${state}`,
    token,
    status: 200,
    shows: { results: [{ id, state, user: { id: user.id } }], next: null },
  });
  return [
    listed(participant, 'asked', applicant),
    listed(applicant, 'received', participant),
    { ...answer(participant, true), ...noPermission },
    { ...answer(applicant, true, unknownId), ...notFound },
    { ...answer(applicant, 'perhaps'), ...badFields({ accepted: /boolean/ }) },
    { ...answer(applicant, true), status: 200, shows: { state: 'accepted' } },
    listed(participant, 'accepted', applicant),
    listed(applicant, 'accepted', participant),
    { ...end(staff), ...noPermission },
    { ...end(applicant, unknownId), ...notFound },
    { ...end(applicant), status: 204 },
  ];
}

const refusingCalls = ({ participant }: People, id: number): Call[] => [
  { ask: `PUT friends/${id}/`, token: participant.token, body: { accepted: false }, status: 204 },
  { ask: 'GET friends/', token: participant.token, status: 200, shows: { results: [], next: null } },
];
