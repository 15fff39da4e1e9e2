import { type Call, make } from '../call';
import type { ApiClient } from '../client';
import { asForm, asMultipart } from './accounts';
import type { Area } from './api-story';
import type { People } from './cast';
import { makeGroups } from './groups';
import { badFields, noPermission, unknownId } from './refusals';

const noDiary = { status: 404, shows: { message: '해당 기록을 찾을 수 없습니다.' } };
const dayTaken = badFields({ date: 'You already have a diary of this day.' });

const waffles = { contents: 'Waffles with everybody', date: '2024-02-29' };

export const playDiaries: Area = async (cast, people) => {
  const id = await cast.output.step('diaries are written, by JSON, form and multipart', () =>
    writeDiaries(cast.client, people),
  );
  await makeGroups(cast, {
    'a list of diaries shows no private one of others': diaryListCalls(people, id),
    'a diary is liked once by each, with an emoji': diaryLikeCalls(people, id),
    'a diary is changed by its owner, and private if they like': diaryCalls(people, id),
  });
};

/** @returns the id of the first one */
async function writeDiaries(client: ApiClient, { participant, instructor }: People): Promise<number> {
  const write = async ({ token }: { token: string }, body: unknown, shows: object) => {
    const answer = await make(client, { ask: 'POST diaries/', token, body, status: 201, shows });
    return answer.json<{ id: number }>().id;
  };
  const shown = { ...waffles, picture: null, is_private: false, user: participant.id };
  const id = await write(participant, { ...waffles, emoji: '🧇' }, { ...shown, emoji: '🧇' });
  const secret = { contents: 'Nobody may know', date: '2024-03-01', is_private: 'yes' };
  await write(participant, asForm(secret), { ...secret, is_private: true, emoji: '' });
  await write(instructor, asMultipart({ ...waffles, picture: '' }), { ...waffles, user: instructor.id });
  return id;
}

function diaryListCalls({ participant, instructor, staff }: People, id: number): Call[] {
  const list = ({ token }: { token: string }, query: string, shows: unknown) => ({
    ask: `GET diaries/?${query}`,
    token,
    status: 200,
    shows,
  });
  const secret = { is_private: true };
  const month = { ask: 'GET diaries/?month=2024-13', token: participant.token };
  return [
    list(participant, '', [{ id }, secret]),
    list(participant, 'month=2024-03', [secret]),
    list(participant, 'date_to=2024-02-29&contents=WAFFLES', [{ id }]),
    list(instructor, `user=${participant.id}`, [{ id }]),
    list(staff, `user=${participant.id}`, [{ id }]),
    { ...month, ...badFields({ month: /^Month has wrong format/ }) },
  ];
}

function diaryLikeCalls({ participant, instructor }: People, id: number): Call[] {
  const at = (method: string, { token }: { token: string }, of = id) => ({
    ask: `${method} diaries/${of}/like/`,
    token,
    ...(method === 'PUT' && { body: { emoji: '🧇' } }),
  });
  const liked = (shows: object) => ({ status: 200, shows });
  const waffle = { likes: 1, emojis: [{ emoji: '🧇', count: 1 }] };
  return [
    { ...at('GET', instructor), ...liked({ likes: 0, emojis: [], own: null }) },
    { ...at('PUT', instructor), ...liked({ ...waffle, own: '🧇' }) },
    { ...at('PUT', instructor), body: asForm({ emoji: '🇰🇷' }), ...liked({ likes: 1, own: '🇰🇷' }) },
    { ...at('PUT', participant), ...liked({ likes: 2, own: '🧇' }) },
    { ...at('DELETE', instructor), ...liked({ ...waffle, own: null }) },
    { ...at('PUT', instructor), body: { emoji: 'ok' }, ...badFields({ emoji: 'Enter one emoji.' }) },
    ...['GET', 'PUT', 'DELETE'].map((method) => ({ ...at(method, participant, unknownId), ...noDiary })),
  ];
}

/** Of a diary that exists, by its owner and by others; at last it is gone. */
function diaryCalls({ participant, instructor, staff }: People, id: number): Call[] {
  const { token } = participant;
  const at = (method: string, of = id) => `${method} diaries/${of}/`;
  const hide = (is_private: boolean) => ({
    ask: at('PATCH'),
    token,
    body: { is_private },
    status: 200,
    shows: { id, is_private },
  });
  return [
    { ask: 'POST diaries/', token, body: {}, ...badFields({ contents: /required/, date: /required/ }) },
    { ask: 'POST diaries/', token, body: waffles, ...dayTaken },
    { ask: at('GET'), token: instructor.token, status: 200, shows: { id, ...waffles } },
    { ask: at('PUT'), token, body: asForm({ emoji: '❤' }), status: 200, shows: { id, emoji: '❤️' } },
    ...['PUT', 'PATCH'].flatMap((method) => [
      { ask: at(method), token, body: { date: '2024-03-01' }, ...dayTaken },
      { ask: at(method), token: instructor.token, body: {}, ...noPermission },
      { ask: at(method, unknownId), token, body: {}, ...noDiary },
    ]),
    { ask: at('DELETE'), token: instructor.token, ...noPermission },
    hide(true),
    ...['GET', 'DELETE'].flatMap((method) =>
      [instructor, staff].map((other) => ({ ask: at(method), token: other.token, ...noDiary })),
    ),
    { ask: at('DELETE'), token, status: 204, shows: '' },
    { ask: at('GET'), token, ...noDiary },
    { ask: 'POST diaries/', token, body: waffles, status: 201 },
  ];
}
