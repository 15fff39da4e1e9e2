import { type Call, make } from '../call';
import type { ApiClient } from '../client';
import { type Account, asForm, asMultipart } from './accounts';
import type { ApiCast, People } from './cast';
import { makeGroups } from './groups';
import { badFields, noPermission, notFound, unknownId } from './refusals';
import { createSchool } from './school-calls';

/** A school's boards, what is written there, named and anonymously, and what is said to it. */
export async function playPosts(cast: ApiCast, people: People): Promise<void> {
  const { client } = cast;
  const { participant, staff } = people;
  const school = await createSchool(client, staff, 'Posting University');
  const board = await create(client, staff, 'boards/', asForm({ school: String(school), name: 'Free talk' }));
  await makeGroups(cast, { 'a school has its boards': boardCalls(people, school, board) });
  const posts = `boards/${board}/posts/`;
  const named = await create(client, participant, posts, { ...exam, tags: ['Exam', ' databases '] });
  const anonymous = await create(client, participant, posts, asMultipart({ ...secret, tags: 'exam' }));
  await makeGroups(cast, {
    'posts are found by any filters in any order': postListCalls(people, board, [named, anonymous]),
    'an anonymous author is shown to staff alone': authorCalls(people, anonymous),
    'tags are counted': tagCalls(people),
  });
  const comments = `posts/${anonymous}/comments/`;
  const comment = await create(client, people.instructor, comments, { contents: 'Why?', is_anonymous: true });
  await create(client, participant, comments, asForm({ ...answer, parent: String(comment) }));
  await makeGroups(cast, {
    'comments have replies, and aliases': commentCalls(people, anonymous, comment),
    'a post is changed by its author': postCalls(people, named),
  });
}

const exam = { title: 'When is the exam?', contents: 'Does anybody know?', is_question: true };
const secret = { title: 'A secret', contents: '100% true', is_anonymous: 'true' };
const answer = { contents: 'Because.', is_anonymous: 'yes' };

/** @returns the id of what was made */
async function create(client: ApiClient, { token }: Account, path: string, body: unknown): Promise<number> {
  const made = await make(client, { ask: `POST ${path}`, token, body, status: 201 });
  return made.json<{ id: number }>().id;
}

const ask = (method: string, path: string, { token }: Account, body?: unknown) => ({
  ask: `${method} ${path}`,
  token,
  ...(body !== undefined && { body }),
});

const shows = (shown: object) => ({ status: 200, shows: shown });
const page = (...results: readonly object[]) => shows({ results, next: null });
const asBefore = { headers: { 'if-none-match': '*' }, status: 304 };

function boardCalls({ participant, staff }: People, school: number, id: number): Call[] {
  const board = { id, school, name: 'Free talk', allows_anonymous: true };
  const again = { school, name: 'FREE TALK' };
  const named = { school, name: 'Market', allows_anonymous: false };
  return [
    { ...ask('GET', `boards/?school=${school}`, participant), ...page(board) },
    { ...ask('GET', `boards/?school=${school}`, participant), ...asBefore },
    { ...ask('GET', 'boards/?school=x', participant), ...badFields({ school: /valid integer/ }) },
    { ...ask('POST', 'boards/', participant, again), ...noPermission },
    { ...ask('POST', 'boards/', staff, again), ...badFields({ name: /already exists/ }) },
    { ...ask('POST', 'boards/', staff, named), status: 201, shows: named },
    { ...ask('GET', `boards/?school=${school}&limit=1`, participant), ...shows({ results: [board] }) },
    { ...ask('GET', `boards/${id}/`, participant), ...shows(board) },
    { ...ask('GET', `boards/${unknownId}/`, participant), ...notFound },
  ];
}

function postListCalls(
  { participant, colleague }: People,
  board: number,
  [named, anonymous]: number[],
): Call[] {
  const below = `boards/${board}/posts/`;
  const both = [{ id: anonymous }, { id: named }];
  const badOrder = badFields({ ordering: '"newest" is not a valid choice.' });
  const found = (query: string, ...posts: object[]) => ({
    ...ask('GET', `${below}${query}`, colleague),
    ...page(...posts),
  });
  return [
    found('', ...both),
    found('?ordering=created_at', ...[...both].reverse()),
    found('?title=EXAM&question=1&tag=DATABASES&ordering=-likes', { id: named }),
    found('?contents=100%25', { id: anonymous }),
    found(`?author=${participant.id}&ordering=comments`, { id: named }),
    { ...ask('GET', `${below}?author=${participant.id}`, participant), ...page(...both) },
    { ...ask('GET', 'posts/?tag=exam', colleague), ...page(...both) },
    ...['posts/', below].map((path) => ({
      ...ask('GET', `${path}?ordering=newest`, colleague),
      ...badOrder,
    })),
    { ...ask('GET', `boards/${unknownId}/posts/`, colleague), ...notFound },
    {
      ...ask('POST', below, colleague, { title: ' ' }),
      ...badFields({ title: /blank/, contents: /required/ }),
    },
    { ...ask('POST', `boards/${unknownId}/posts/`, colleague, {}), ...notFound },
  ];
}

function authorCalls({ participant, colleague, staff }: People, id: number): Call[] {
  const at = `posts/${id}/`;
  const unknown = { author: null, alias: 'Anonymous (author)' };
  return [
    { ...ask('GET', at, colleague), ...shows({ ...unknown, is_mine: false }) },
    { ...ask('GET', at, participant), ...shows({ ...unknown, is_mine: true }) },
    {
      ...ask('GET', at, staff),
      ...shows({ author: { id: participant.id, username: participant.username } }),
    },
  ];
}

function tagCalls({ colleague }: People): Call[] {
  const databases = { name: 'databases', post_count: 1 };
  return [
    { ...ask('GET', 'tags/', colleague), ...page({ name: 'Exam', post_count: 2 }, databases) },
    { ...ask('GET', 'tags/', colleague), ...asBefore },
    { ...ask('GET', 'tags/?name=BASE', colleague), ...page(databases) },
    { ...ask('GET', 'tags/?cursor=x', colleague), ...badFields({ cursor: 'Invalid cursor.' }) },
  ];
}

function commentCalls({ participant, instructor, colleague }: People, post: number, id: number): Call[] {
  const below = `posts/${post}/comments/`;
  const place = { id, contents: '', is_deleted: true, author: null };
  const reply = { parent: id, alias: 'Anonymous (author)', author: null };
  return [
    { ...ask('GET', below, colleague), ...page({ id, alias: 'Anonymous 1', author: null }, reply) },
    { ...ask('GET', `${below}?limit=0`, colleague), ...badFields({ limit: /greater than or equal to 1/ }) },
    { ...ask('GET', `posts/${unknownId}/comments/`, colleague), ...notFound },
    { ...ask('POST', below, colleague, { parent: unknownId }), ...badFields({ contents: /required/ }) },
    { ...ask('POST', `posts/${unknownId}/comments/`, colleague, {}), ...notFound },
    { ...ask('GET', `comments/${id}/`, instructor), ...shows({ id, is_mine: true }) },
    { ...ask('GET', `comments/${unknownId}/`, instructor), ...notFound },
    ...['PUT', 'PATCH'].flatMap((method) => [
      {
        ...ask(method, `comments/${id}/`, instructor, asForm({ contents: 'Why' })),
        ...shows({ contents: 'Why' }),
      },
      {
        ...ask(method, `comments/${id}/`, instructor, { contents: '' }),
        ...badFields({ contents: /blank/ }),
      },
      { ...ask(method, `comments/${id}/`, participant, {}), ...noPermission },
      { ...ask(method, `comments/${unknownId}/`, participant, {}), ...notFound },
    ]),
    { ...ask('DELETE', `comments/${id}/`, participant), ...noPermission },
    { ...ask('DELETE', `comments/${id}/`, instructor), status: 204 },
    { ...ask('DELETE', `comments/${id}/`, instructor), ...notFound },
    { ...ask('GET', below, colleague), ...page(place, reply) },
  ];
}

/** Of a post that exists; at last it is gone. */
function postCalls({ participant, colleague }: People, id: number): Call[] {
  const at = (method: string, by: Account, body?: unknown, of = id) => ask(method, `posts/${of}/`, by, body);
  return [
    { ...at('PUT', participant, { tags: ['exam', 'sql'] }), ...shows({ id, tags: ['Exam', 'sql'] }) },
    { ...at('PATCH', participant, asForm({ title: 'When?' })), ...shows({ id, title: 'When?' }) },
    ...['PUT', 'PATCH'].flatMap((method) => [
      {
        ...at(method, participant, { is_anonymous: true }),
        ...badFields({ is_anonymous: /cannot be changed/ }),
      },
      { ...at(method, colleague, {}), ...noPermission },
      { ...at(method, colleague, {}, unknownId), ...notFound },
    ]),
    { ...at('DELETE', colleague), ...noPermission },
    { ...at('DELETE', participant), status: 204 },
    { ...at('DELETE', participant), ...notFound },
    { ...at('GET', participant), ...notFound },
  ];
}
