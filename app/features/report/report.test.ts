import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import {
  answerOf,
  type Community,
  noPermission,
  notFound,
  openCommunity,
  readAll,
  timestamp,
} from '../../../test/helpers/community';
import { insertUsers } from '../../../test/helpers/insert-users';
import { recordStatements } from '../../../test/helpers/record-statements';
import type { TestUser } from '../../../test/helpers/test-api';

let community: Community;
let author: TestUser;
let staff: TestUser;
let reporters: TestUser[];
let postId: number;
let commentId: number;
beforeAll(async () => {
  community = await openCommunity();
  ({ author, staff } = community);
  reporters = await insertUsers(community.api.database, 6);
});
beforeEach(async () => {
  const post = { title: 'Watches', contents: 'Buy', is_anonymous: true, tags: ['cheap'] };
  postId = await create(`boards/${community.board}/posts/`, post);
  commentId = await create(`posts/${postId}/comments/`, { contents: 'Here', is_anonymous: true });
});
afterAll(() => community.stop());

const call = (method: string, path: string, { token }: TestUser, json?: unknown, api = community.api) =>
  api.call(method, path, { token, json });
const create = async (path: string, json: object): Promise<number> =>
  (await call('POST', path, author, json)).body.id;
const report = (path: string, user: TestUser, reason: unknown = 'Spam') =>
  call('POST', `${path}report/`, user, { reason });
const reportBy = async (count: number, path: string) => {
  for (const user of reporters.slice(0, count)) expect((await report(path, user)).status).toBe(204);
};
const review = (path: string, hidden: unknown, user = staff) =>
  call('PUT', `${path}review/`, user, { hidden });
const waiting = async (path: string) => {
  const all = await readAll(community, 'reports/', { by: staff, limit: 2 });
  return all.filter(({ kind, id }) => `${kind as string}s/${id as number}/` === path);
};
const post = () => `posts/${postId}/`;
const comment = () => `comments/${commentId}/`;
const reader = () => reporters[5] as TestUser;

describe.each([
  ['a post', post],
  ['a comment', comment],
])('a report of %s', (_what, path) => {
  test('is noted without a word, and once for each', async () => {
    const [first] = reporters as [TestUser];
    for (let time = 0; time < 5; time++)
      expect(answerOf(await report(path(), first))).toEqual({ status: 204, body: '' });
    expect(await waiting(path())).toEqual([]);
    expect((await review(path(), false)).body).toMatchObject({ report_count: 1 });
  });

  test('names what is bad', async () => {
    const refused = async (reason: unknown) => answerOf(await report(path(), reader(), reason));
    const bad = (message: string) => ({ status: 400, body: { reason: [message] } });
    expect(await refused(' ')).toEqual(bad('This field may not be blank.'));
    expect(await refused('x'.repeat(501))).toEqual(bad('Ensure this field has no more than 500 characters.'));
    const nothing = await call('POST', `${path()}report/`, reader(), {});
    expect(answerOf(nothing)).toEqual(bad('This field is required.'));
  });

  test('is not for who wrote it', async () => {
    const error = "You can't report what you wrote";
    expect(answerOf(await report(path(), author))).toEqual({ status: 403, body: { error } });
  });

  test.each([999_999, 'abc', 0])('of %s is 404', async (id) => {
    const [collection] = path().split('/');
    expect(answerOf(await report(`${collection}/${id}/`, reader()))).toEqual(notFound);
  });

  test('needs a token, and no other method', async () => {
    expect((await community.api.call('POST', `${path()}report/`)).status).toBe(401);
    expect((await call('GET', `${path()}report/`, reader())).status).toBe(405);
  });

  test('is the third of all at once, and waits once', async () => {
    const both = [community.api, community.beside];
    const sent = reporters
      .slice(0, 5)
      .flatMap((user) => both.map((api) => call('POST', `${path()}report/`, user, { reason: 'x' }, api)));
    expect(new Set((await Promise.all(sent)).map(({ status }) => status))).toContain(204);
    const [row, ...others] = await waiting(path());
    const table = path() === post() ? 'PostReport WHERE post_id' : 'CommentReport WHERE comment_id';
    const [{ n }] = await community.api.database.connection.query(
      `SELECT COUNT(*) AS n FROM ${table} = ${row.id}`,
    );
    expect([row.report_count, others]).toEqual([Number(n), []]);
  });
});

const tagCount = async () => {
  const { body } = await call('GET', 'tags/?name=cheap', author);
  return body.results[0].post_count as number;
};
const isListed = async (user: TestUser) =>
  (await readAll(community, 'posts/', { by: user, limit: 100 })).some(({ id }) => id === postId);

describe('a post that three have reported', () => {
  test('is hidden from all but staff, its author too', async () => {
    await reportBy(2, post());
    expect((await call('GET', post(), reader())).status).toBe(200);
    await reportBy(3, post());
    for (const user of [reader(), author]) {
      expect(answerOf(await call('GET', post(), user))).toEqual(notFound);
      expect(answerOf(await call('GET', comment(), user))).toEqual(notFound);
      expect(answerOf(await call('PUT', `${post()}like/`, user))).toEqual(notFound);
      expect(answerOf(await call('PUT', `${post()}scrap/`, user))).toEqual(notFound);
      expect(await isListed(user)).toBe(false);
    }
    expect((await call('GET', post(), staff)).status).toBe(200);
  });

  test('is counted for its tags as it is listed', async () => {
    const before = await tagCount();
    await reportBy(3, post());
    expect(await tagCount()).toBe(before - 1);
    await review(post(), true);
    expect(await tagCount()).toBe(before - 1);
    await review(post(), false);
    expect(await tagCount()).toBe(before);
  });

  test('is in no list of what others keep', async () => {
    await call('PUT', `${post()}scrap/`, reader());
    await reportBy(3, post());
    const kept = await readAll(community, 'users/me/scraps/', { by: reader() });
    expect(kept.map(({ id }) => id)).not.toContain(postId);
  });

  test('waits for staff, with reasons and without names', async () => {
    for (const [index, user] of reporters.slice(0, 3).entries()) await report(post(), user, `Why ${index}`);
    const [row] = await waiting(post());
    expect(row).toEqual({
      ...{ kind: 'post', id: postId, post: postId, title: 'Watches', contents: 'Buy', is_anonymous: true },
      author: { id: author.id, username: author.username, nickname: '' },
      report_count: 3,
      reasons: expect.arrayContaining(['Why 0', 'Why 1', 'Why 2']),
      hidden_at: expect.stringMatching(timestamp),
    });
    for (const { username } of reporters) expect(JSON.stringify(row)).not.toContain(username);
  });

  test('stays hidden when staff say so, and waits no more', async () => {
    await reportBy(3, post());
    const body = { id: postId, is_hidden: true, report_count: 3 };
    expect(answerOf(await review(post(), true))).toEqual({ status: 200, body });
    expect(await waiting(post())).toEqual([]);
    expect((await call('GET', post(), reader())).status).toBe(404);
  });

  test('that staff show again is hidden by no report', async () => {
    await reportBy(3, post());
    await review(post(), false);
    await reportBy(5, post());
    expect((await call('GET', post(), reader())).status).toBe(200);
    expect(await isListed(reader())).toBe(true);
    expect((await review(post(), 'no')).body).toEqual({ id: postId, is_hidden: false, report_count: 5 });
  });
});

describe('a comment that three have reported', () => {
  const shown = async (user: TestUser) => (await call('GET', comment(), user)).body;

  test('leaves an empty place for all but staff', async () => {
    await reportBy(3, comment());
    for (const user of [reader(), author]) {
      expect(await shown(user)).toMatchObject({ is_hidden: true, contents: '', author: null, alias: null });
      expect(answerOf(await call('PUT', `${comment()}like/`, user))).toEqual(notFound);
    }
    expect(answerOf(await report(comment(), reader()))).toEqual(notFound);
    expect(await shown(staff)).toMatchObject({ is_hidden: true, contents: 'Here' });
  });

  test('keeps its place in the count', async () => {
    await reportBy(3, comment());
    expect((await call('GET', post(), reader())).body.comment_count).toBe(1);
    await review(comment(), true);
    expect((await call('GET', post(), reader())).body.comment_count).toBe(1);
  });

  test('waits for staff behind the posts, and is shown again when they say so', async () => {
    await reportBy(3, comment());
    expect(await waiting(comment())).toMatchObject([{ title: null, contents: 'Here', post: postId }]);
    const kinds = (await readAll(community, 'reports/', { by: staff })).map(({ kind }) => kind as string);
    expect(kinds).toEqual([...kinds].sort().reverse());
    await review(comment(), false);
    expect(await shown(reader())).toMatchObject({ is_hidden: false, contents: 'Here' });
    expect(await waiting(comment())).toEqual([]);
  });
});

describe('deciding', () => {
  test.each([
    ['a post', post],
    ['a comment', comment],
  ])('of %s is for staff, and what is there', async (_what, path) => {
    expect(answerOf(await review(path(), true, author))).toEqual(noPermission);
    expect(answerOf(await review(`${path().split('/')[0]}/999999/`, true))).toEqual(notFound);
    const body = { hidden: ['Must be a valid boolean.'] };
    expect(answerOf(await review(path(), 'perhaps'))).toEqual({ status: 400, body });
    await call('DELETE', path(), author);
    expect(answerOf(await review(path(), true))).toEqual(notFound);
  });

  test('sees what waits, staff alone', async () => {
    expect(answerOf(await call('GET', 'reports/', author))).toEqual(noPermission);
    expect((await call('GET', 'reports/?cursor=x', staff)).status).toBe(400);
    expect((await community.api.call('GET', 'reports/')).status).toBe(401);
  });

  test('costs the same few queries, however much waits', async () => {
    const list = () => call('GET', 'reports/?limit=100', staff);
    const count = async () => (await recordStatements(community.api.database, list)).length;
    const before = (await list()).body.results.length as number;
    const few = await count();
    await reportBy(3, comment());
    await reportBy(3, post());
    expect((await list()).body.results).toHaveLength(before + 2);
    expect([few, await count()]).toEqual([2, 2]);
  });

  test('finds what waits by an index', async () => {
    const sql = `EXPLAIN FORMAT=TRADITIONAL SELECT id FROM Post p
      WHERE p.reviewed_at IS NULL AND p.hidden_at IS NOT NULL AND p.deleted_at IS NULL`;
    const [row] = await community.api.database.connection.query(sql);
    expect(row.key).toBe('Post_reviewed_at_hidden_at_idx');
  });
});
