import type { Call } from '../call';
import type { Area } from './api-story';
import type { People } from './cast';
import { makeGroups } from './groups';
import { badFields, refusal, unknownId } from './refusals';

const noUser = { status: 404, shows: { message: '해당 유저를 찾을 수 없습니다.' } };

export const playFollows: Area = (cast, people) =>
  makeGroups(cast, {
    'one follows another, and both see it': followCalls(people),
    'the calendar knows done and open todos and diaries': calendarCalls(people),
  });

function followCalls({ participant, instructor }: People): Call[] {
  const at = (method: string, of: number, what = 'follow') => ({
    ask: `${method} users/${of}/${what}/`,
    token: participant.token,
  });
  const back = { ask: `PUT users/${participant.id}/follow/`, token: instructor.token };
  const mutual = [{ id: instructor.id, username: instructor.username, is_mutual: true }];
  return [
    { ...at('GET', instructor.id), status: 200, shows: { followers: 0, is_following: false } },
    { ...at('PUT', instructor.id), status: 200, shows: { followers: 1, is_following: true } },
    { ...at('PUT', instructor.id), status: 200, shows: { followers: 1, is_mutual: false } },
    { ...back, status: 200, shows: { followers: 1, is_mutual: true } },
    { ...at('GET', participant.id, 'followers'), status: 200, shows: mutual },
    { ...at('GET', participant.id, 'following'), status: 200, shows: mutual },
    { ...at('PUT', participant.id), ...refusal(400, 'error', "You can't follow yourself") },
    { ...at('DELETE', instructor.id), status: 200, shows: { followers: 0, is_follower: true } },
    { ...at('DELETE', instructor.id), status: 200, shows: { followers: 0, is_mutual: false } },
    ...['GET', 'PUT', 'DELETE'].map((method) => ({ ...at(method, unknownId), ...noUser })),
    ...['followers', 'following'].map((what) => ({ ...at('GET', unknownId, what), ...noUser })),
  ];
}

/** Of what the areas before have planned and written. */
function calendarCalls({ participant, instructor }: People): Call[] {
  const ask = (query: string, { token } = instructor) => ({ ask: `GET calendar/?${query}`, token });
  const blank = (date: string) => ({ date, done: 0, open: 0, has_diary: false });
  const days = Array.from({ length: 29 }, (_, index) => `2024-02-${String(index + 1).padStart(2, '0')}`);
  const february = [...days.slice(0, -1).map(blank), { date: '2024-02-29', open: 1, has_diary: true }];
  return [
    { ...ask('month=2024-02'), status: 200, shows: february },
    { ...ask(`month=2024-03&user=${participant.id}`), status: 200, shows: { 0: { has_diary: false } } },
    { ...ask('month=2024-03', participant), status: 200, shows: { 0: { done: 1, has_diary: true } } },
    { ...ask(''), ...badFields({ month: /required/ }) },
  ];
}
