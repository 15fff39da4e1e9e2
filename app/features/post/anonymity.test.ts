import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import {
  answerOf,
  type Community,
  noPermission,
  openCommunity,
  readAll,
} from '../../../test/helpers/community';
import type { TestUser } from '../../../test/helpers/test-api';
import { wholeDocument } from '../../openapi/api';

let community: Community;
/** Has written anonymously, and nothing else. */
let secret: TestUser;
let stranger: TestUser;
let post: number;
let named: number;
let comments: readonly number[];
beforeAll(async () => {
  community = await openCommunity();
  secret = community.third;
  stranger = community.other;
  await community.api.database.connection.query(
    "REPLACE INTO Profile (user_id, nickname, updated_at) VALUES (?, 'Zorro', NOW(6))",
    [secret.id],
  );
  post = await write(secret, true);
  named = await write(community.author, false);
  comments = [
    await comment(secret, post),
    await comment(stranger, post),
    await comment(secret, named),
    await comment(community.author, named),
  ];
});
afterAll(() => community.stop());

const make = async (path: string, { token }: TestUser, json: object): Promise<number> =>
  (await community.api.call('POST', path, { token, json })).body.id;
const write = (by: TestUser, is_anonymous: boolean) =>
  make(`boards/${community.board}/posts/`, by, {
    title: 'A secret',
    contents: 'x',
    tags: ['secret'],
    is_anonymous,
  });
const comment = (by: TestUser, of: number, parent?: number, is_anonymous = true) =>
  make(`posts/${of}/comments/`, by, { contents: 'Psst', parent, is_anonymous });
const get = (path: string, { token } = stranger) => community.api.call('GET', path, { token });
const listOf = (of: number, by = stranger) => readAll(community, `posts/${of}/comments/`, { by, limit: 100 });

describe('nothing that a stranger reads tells the author:', () => {
  const reads = Object.entries(wholeDocument('test').paths).flatMap(([path, item]) =>
    'get' in item ? [path] : [],
  );

  /** Of what the path is about, with an id that has something to hide. */
  const target = (path: string, [onPost, onComment]: readonly [number, number]) =>
    path
      .replace(/posts\/\{id\}/, `posts/${onPost}`)
      .replace(/comments\/\{id\}/, `comments/${onComment}`)
      .replace(/boards\/\{id\}/, `boards/${community.board}`)
      .replace(/(users?)\/\{id\}/, `$1/${stranger.id}`)
      .replace(/\{\w+\}/g, '1');

  const traces = () => [String(secret.id), secret.username, 'Zorro', `${secret.username}@example.com`];
  /** Seconds with all their digits may have those of an id among them. */
  const withoutFractions = (text: string) => text.replace(/\d+\.\d+(e-\d+)?/g, '');

  test.each(reads)('GET %s', async (path) => {
    for (const about of [
      [post, comments[0]],
      [named, comments[2]],
    ] as [number, number][]) {
      const { headers, body } = await get(target(path, about));
      const cursor = Buffer.from(String(body?.next ?? ''), 'base64url').toString();
      const told = JSON.stringify([[...headers], body, cursor]);
      const read = path === '/metrics' ? withoutFractions(told) : told;
      for (const trace of traces()) expect([path, read.includes(trace)]).toEqual([path, false]);
    }
  });

  test.each(['author=$', 'author=$&ordering=-likes', 'author=$&tag=secret', 'author=$&title=secret'])(
    'posts/?%s',
    async (query) => {
      for (const path of ['posts/', `boards/${community.board}/posts/`])
        expect((await get(`${path}?${query.replace('$', String(secret.id))}`)).body.results).toEqual([]);
    },
  );

  test.each(['PUT', 'PATCH', 'DELETE'])('%s is refused as for a named author', async (method) => {
    const call = async (path: string) =>
      answerOf(
        await community.api.call(method, path, { ...stranger, json: { is_anonymous: 'x', title: '' } }),
      );
    for (const id of [post, named]) expect(await call(`posts/${id}/`)).toEqual(noPermission);
    for (const id of [comments[0], comments[3]]) expect(await call(`comments/${id}/`)).toEqual(noPermission);
  });
});

test('the author reads what others read, and that it is theirs', async () => {
  const { is_mine, ...own } = (await get(`posts/${post}/`, secret)).body;
  const { is_mine: isTheirs, ...shown } = (await get(`posts/${post}/`)).body;
  expect([is_mine, isTheirs]).toEqual([true, false]);
  expect(own).toEqual(shown);
  expect(shown).toMatchObject({ is_anonymous: true, author: null, alias: 'Anonymous (author)' });
});

test('staff see who it is', async () => {
  const author = { id: secret.id, username: secret.username, nickname: 'Zorro' };
  expect((await get(`posts/${post}/`, community.staff)).body).toMatchObject({
    author,
    alias: 'Anonymous (author)',
  });
  expect(await listOf(post, community.staff)).toMatchObject([{ author }, { author: { id: stranger.id } }]);
});

describe('aliases', () => {
  const aliasesOf = async (of: number) => (await listOf(of)).map(({ alias }) => alias as string | null);

  test('tell the author of an anonymous post from the others', async () => {
    expect(await aliasesOf(post)).toEqual(['Anonymous (author)', 'Anonymous 1']);
  });

  test('never tell that the author of a named post is it', async () => {
    expect(await aliasesOf(named)).toEqual(['Anonymous 1', 'Anonymous 2']);
  });

  test('stay with who has one, and go by the first anonymous comment', async () => {
    const of = await write(secret, true);
    await comment(community.author, of, undefined, false);
    const first = await comment(stranger, of);
    await comment(community.author, of, first);
    await comment(stranger, of);
    await community.api.call('DELETE', `comments/${first}/`, stranger);
    await comment(stranger, of);
    const [one, two] = ['Anonymous 1', 'Anonymous 2'];
    expect(await aliasesOf(of)).toEqual([null, null, two, one, one]);
  });
});
