import { type Call, make } from '../call';
import type { ApiClient } from '../client';
import { asForm, asMultipart } from './accounts';
import type { Area } from './api-story';
import type { People } from './cast';
import { makeGroups } from './groups';
import { badFields, noPermission, unknownId } from './refusals';

const noTodo = { status: 404, shows: { message: '해당 기록을 찾을 수 없습니다.' } };
const noUser = { status: 404, shows: { message: '해당 유저를 찾을 수 없습니다.' } };
const wrongDate = /^Date has wrong format/;

const waffles = { contents: 'Bake 100% waffles', date: '2024-02-29' };

export const playTodos: Area = async (cast, people) => {
  const id = await cast.output.step('todos are planned, by JSON, form and multipart', () =>
    createTodos(cast.client, people),
  );
  await makeGroups(cast, {
    'a list of todos is narrowed by any filters': todoListCalls(people, id),
    'a todo is liked once by each': likeCalls(people, id),
    'a todo is read by all and changed by its owner': todoCalls(people, id),
  });
};

/** Each kind of body makes one. @returns the id of the first one */
async function createTodos(client: ApiClient, { participant, instructor }: People): Promise<number> {
  const create = async ({ token }: { token: string }, body: unknown, shown: object) => {
    const shows = { message: '할 일을 생성하였습니다.', data: shown };
    const answer = await make(client, { ask: 'POST todos/', token, body, status: 200, shows });
    return answer.json<{ data: { id: number } }>().data.id;
  };
  const id = await create(participant, waffles, { ...waffles, is_checked: false, user: participant.id });
  const later = { contents: 'Eat them', date: '2024-03-01' };
  await create(participant, asForm({ ...later, is_checked: 'yes' }), { ...later, is_checked: true });
  const own = { ...waffles, user_id: String(instructor.id) };
  await create(instructor, asMultipart(own), { ...waffles, user: instructor.id });
  return id;
}

/** The list of a user, by each filter and some of them together. */
function todoListCalls({ participant, instructor }: People, id: number): Call[] {
  const { token } = participant;
  const list = (query: string, shows: unknown) => ({ ask: `GET todos/${query}`, token, status: 200, shows });
  const first = { id, ...waffles };
  const second = { contents: 'Eat them', is_checked: true };
  return [
    list('', [first, second]),
    list('?contents=&is_checked=&date=', [first, second]),
    list('?contents=WAFF', [first]),
    list('?contents=100%25', [first]),
    list('?contents=_', []),
    list('?is_checked=true', [second]),
    list('?date=2024-02-29', [first]),
    list('?date_from=2024-03-01', [second]),
    list('?date_to=2024-02-29', [first]),
    list('?contents=e&is_checked=0&date_from=2024-02-01&date_to=2024-03-01', [first]),
    list(`?user=${instructor.id}`, [{ ...waffles, user: instructor.id }]),
    ...['todos', 'todo'].map((name) => ({ ...list('', [first, second]), ask: `GET /api/${name}/` })),
    { ask: 'GET todos/?date=2023-02-29&is_checked=perhaps', token, ...wrongFilters },
  ];
}

const wrongFilters = badFields({ date: wrongDate, is_checked: 'Must be a valid boolean.' });

/** Likes of a todo that exists, each once however often it is sent. */
function likeCalls({ participant, instructor, colleague }: People, id: number): Call[] {
  const at = (method: string, { token }: { token: string }, of = id) => ({
    ask: `${method} todos/${of}/like/`,
    token,
  });
  const liked = (likes: number, is_liked: boolean) => ({ status: 200, shows: { likes, is_liked } });
  return [
    { ...at('GET', participant), ...liked(0, false) },
    { ...at('PUT', instructor), ...liked(1, true) },
    { ...at('PUT', instructor), ...liked(1, true) },
    { ...at('PUT', colleague), ...liked(2, true) },
    { ...at('GET', participant), ...liked(2, false) },
    { ...at('DELETE', participant), ...liked(2, false) },
    { ...at('DELETE', colleague), ...liked(1, false) },
    { ...at('DELETE', colleague), ...liked(1, false) },
    ...['GET', 'PUT', 'DELETE'].map((method) => ({ ...at(method, participant, unknownId), ...noTodo })),
  ];
}

/** Of a todo that exists, by its owner and by others; at last it is gone. */
function todoCalls({ participant, instructor }: People, id: number): Call[] {
  const { token } = participant;
  const at = (method: string, of = id) => `${method} todos/${of}/`;
  const updated = (data: object) => ({ status: 200, shows: { message: '업데이트 완료', data } });
  const forOther = { ...waffles, user_id: instructor.id };
  return [
    { ask: 'POST todos/', token, body: {}, ...badFields({ contents: /required/, date: /required/ }) },
    { ask: 'POST todos/', token, body: forOther, ...noPermission },
    { ask: 'POST todos/', token, body: { ...forOther, user_id: unknownId }, ...noUser },
    { ask: at('GET'), token: instructor.token, status: 200, shows: { id, ...waffles, user: participant.id } },
    {
      ask: at('PUT'),
      token,
      body: { contents: 'Bake more' },
      ...updated({ ...waffles, contents: 'Bake more' }),
    },
    { ask: at('PATCH'), token, body: asForm({ is_checked: 't' }), ...updated({ id, is_checked: true }) },
    ...['PUT', 'PATCH'].flatMap((method) => [
      { ask: at(method), token, body: { date: '2024-13-01' }, ...badFields({ date: wrongDate }) },
      { ask: at(method), token: instructor.token, body: {}, ...noPermission },
      { ask: at(method, unknownId), token, body: {}, ...noTodo },
    ]),
    { ask: at('DELETE'), token: instructor.token, ...noPermission },
    { ask: at('DELETE'), token, status: 200, shows: { message: '삭제 성공' } },
    { ask: at('DELETE'), token, ...noTodo },
    { ask: at('GET'), token, ...noTodo },
  ];
}
