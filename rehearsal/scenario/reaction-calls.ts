import { type Call, make } from '../call';
import type { ApiClient } from '../client';
import { type Account, asForm } from './accounts';
import type { ApiCast, People } from './cast';
import { makeGroups } from './groups';
import { badFields, noPermission, notFound, refusal, unknownId } from './refusals';
import { createSchool } from './school-calls';

/** What users like, keep and report, and what staff decide. */
export async function playReactions(cast: ApiCast, people: People): Promise<void> {
  const { client } = cast;
  const { participant, staff } = people;
  const school = await createSchool(client, staff, 'Reacting University');
  const board = await create(client, staff, 'boards/', { school, name: 'Market' });
  const advertisement = { title: 'Watches', contents: 'Cheap', is_anonymous: true };
  const post = await create(client, participant, `boards/${board}/posts/`, advertisement);
  const comment = await create(client, participant, `posts/${post}/comments/`, { contents: 'Buy' });
  await makeGroups(cast, {
    'a like counts once': [`posts/${post}`, `comments/${comment}`].flatMap((path) => likeCalls(people, path)),
    'posts are kept to read again': scrapCalls(people, post),
    'three reports hide, and staff decide': [
      ...reportCalls(people, `comments/${comment}`),
      ...reportCalls(people, `posts/${post}`),
      ...reviewCalls(people, post, comment),
    ],
  });
}

/** @returns the id of what was made */
async function create(client: ApiClient, { token }: Account, path: string, body: unknown): Promise<number> {
  const made = await make(client, { ask: `POST ${path}`, token, body, status: 201 });
  return made.json<{ id: number }>().id;
}

const ask = (method: string, path: string, { token }: Account, body?: unknown) => ({
  ask: `${method} ${path}/`,
  token,
  ...(body !== undefined && { body }),
});
const unknown = (path: string) => `${path.split('/')[0]}/${unknownId}`;

function likeCalls({ participant, instructor }: People, path: string): Call[] {
  const like = (method: string, by: Account, of = path) => ask(method, `${of}/like`, by);
  const liked = (like_count: number, is_liked: boolean) => ({ status: 200, shows: { like_count, is_liked } });
  return [
    { ...like('PUT', instructor), ...liked(1, true) },
    { ...like('PUT', instructor), ...liked(1, true) },
    { ...like('PUT', participant), ...liked(2, true) },
    { ...like('DELETE', instructor), ...liked(1, false) },
    { ...like('DELETE', instructor), ...liked(1, false) },
    { ...ask('GET', path, participant), ...liked(1, true) },
    ...['PUT', 'DELETE'].map((method) => ({ ...like(method, instructor, unknown(path)), ...notFound })),
  ];
}

function scrapCalls({ instructor }: People, id: number): Call[] {
  const scrap = (method: string, of = id) => ask(method, `posts/${of}/scrap`, instructor);
  const kept = (scrap_count: number, is_scrapped: boolean) => ({
    status: 200,
    shows: { scrap_count, is_scrapped },
  });
  const list = ask('GET', 'users/me/scraps', instructor);
  return [
    { ...scrap('PUT'), ...kept(1, true) },
    { ...scrap('PUT'), ...kept(1, true) },
    { ...list, status: 200, shows: { results: [{ id, author: null, is_scrapped: true }], next: null } },
    { ...list, ask: `${list.ask}?cursor=x`, ...badFields({ cursor: 'Invalid cursor.' }) },
    { ...scrap('DELETE'), ...kept(0, false) },
    { ...list, status: 200, shows: { results: [] } },
    ...['PUT', 'DELETE'].map((method) => ({ ...scrap(method, unknownId), ...notFound })),
  ];
}

/** By three, the first of them twice. */
function reportCalls({ participant, instructor, colleague, assistant }: People, path: string): Call[] {
  const report = (by: Account, body: unknown = { reason: 'An advertisement' }, of = path) =>
    ask('POST', `${of}/report`, by, body);
  const noted = { status: 204, shows: '' };
  return [
    { ...report(instructor, {}), ...badFields({ reason: /required/ }) },
    { ...report(instructor, {}, unknown(path)), ...notFound },
    { ...report(participant), ...refusal(403, 'error', "You can't report what you wrote") },
    { ...report(instructor), ...noted },
    { ...report(instructor, asForm({ reason: 'Spam' })), ...noted },
    { ...report(colleague), ...noted },
    { ...ask('GET', path, participant), status: 200 },
    { ...report(assistant), ...noted },
  ];
}

function reviewCalls({ participant, staff }: People, post: number, comment: number): Call[] {
  const waiting = (...results: object[]) => ({ status: 200, shows: { results, next: null } });
  const list = (by: Account) => ask('GET', 'reports', by);
  const reviews = [`posts/${post}`, `comments/${comment}`].flatMap((path): Call[] => {
    const review = (by: Account, hidden: unknown, of = path) => ask('PUT', `${of}/review`, by, { hidden });
    const decided = (is_hidden: boolean) => ({ status: 200, shows: { is_hidden, report_count: 3 } });
    return [
      { ...review(participant, true), ...noPermission },
      { ...review(staff, 'perhaps'), ...badFields({ hidden: /boolean/ }) },
      { ...review(staff, true, unknown(path)), ...notFound },
      { ...review(staff, true), ...decided(true) },
      { ...review(staff, false), ...decided(false) },
    ];
  });
  return [
    { ...ask('GET', `posts/${post}`, participant), ...notFound },
    { ...ask('GET', `posts/${post}`, staff), status: 200, shows: { id: post } },
    { ...list(participant), ...noPermission },
    { ...list(staff), ask: 'GET reports/?limit=0', ...badFields({ limit: /greater than/ }) },
    {
      ...list(staff),
      ...waiting({ kind: 'post', id: post, report_count: 3 }, { kind: 'comment', id: comment }),
    },
    ...reviews,
    { ...list(staff), ...waiting() },
    { ...ask('GET', `posts/${post}`, participant), status: 200, shows: { comment_count: 1, like_count: 1 } },
  ];
}
