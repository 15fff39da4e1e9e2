import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertMedia } from '../../../test/helpers/insert-media';
import { insertUsers } from '../../../test/helpers/insert-users';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let owner: TestUser;
let other: TestUser;
let diaryId: number;
beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  [owner, other] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
  diaryId = (await write(diary)).body.id;
});
afterAll(() => api.stop());

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const diary = { date: '2026-11-21', contents: 'Waffles' };
const write = (json: unknown, { token } = owner) => api.call('POST', 'diaries/', { token, json });
const show = ({ token } = owner, id: unknown = diaryId) =>
  api.call('GET', `diaries/${String(id)}/`, { token });
const update = (json: unknown, { token } = owner, id: unknown = diaryId, method = 'PUT') =>
  api.call(method, `diaries/${String(id)}/`, { token, json });
const remove = ({ token } = owner, id: unknown = diaryId) =>
  api.call('DELETE', `diaries/${String(id)}/`, { token });
const answerOf = ({ status, body }: Answer) => ({ status, body });

const noPermission = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
const noDiary = { status: 404, body: { message: '해당 기록을 찾을 수 없습니다.' } };
const taken = { status: 400, body: { date: ['You already have a diary of this day.'] } };
const noPicture = { status: 400, body: { picture: ['You have no such picture.'] } };

describe('writing a diary', () => {
  test('answers with what everybody reads', async () => {
    const answer = await write({ date: '2026-11-22', contents: ' More ', emoji: ' 🧇', what: 1 });
    const body = {
      id: expect.any(Number),
      created_at: expect.stringMatching(timestamp),
      updated_at: expect.stringMatching(timestamp),
      date: '2026-11-22',
      emoji: '🧇',
      contents: 'More',
      picture: null,
      is_private: false,
      user: owner.id,
    };
    expect(answerOf(answer)).toEqual({ status: 201, body });
    expect((await show(other, answer.body.id)).body).toEqual(answer.body);
  });

  test.each([
    [{ emoji: '' }, { emoji: '' }],
    [{ emoji: '❤' }, { emoji: '❤️' }],
    [{ contents: '🧇'.repeat(2_000) }, { contents: '🧇'.repeat(2_000) }],
    [{ is_private: 'yes' }, { is_private: true }],
    [{ picture: null }, { picture: null }],
    [{ picture: '' }, { picture: null }],
    [{ date: '1000-01-01' }, { date: '1000-01-01' }],
  ])('takes %j', async (fields, expected) => {
    const answer = await write({ ...diary, date: '2026-11-22', ...fields });
    expect(answerOf(answer)).toMatchObject({ status: 201, body: expected });
  });

  const noEmoji = { emoji: ['Enter one emoji.'] };
  test.each([
    [{ emoji: 'x' }, noEmoji],
    [{ emoji: '🧇🧇' }, noEmoji],
    [{ emoji: 7 }, { emoji: ['Not a valid string.'] }],
    [{ emoji: null }, { emoji: ['This field may not be null.'] }],
    [{ contents: ' ' }, { contents: ['This field may not be blank.'] }],
    [{ contents: 'x'.repeat(2_001) }, { contents: [expect.stringContaining('2000')] }],
    [{ picture: 'mine' }, { picture: ['A valid integer is required.'] }],
    [{ picture: 2 ** 40 }, { picture: ['You have no such picture.'] }],
    [{ is_private: 2 }, { is_private: ['Must be a valid boolean.'] }],
    [{ date: '2026-02-29', emoji: '' }, { date: [expect.stringMatching(/^Date has wrong format/)] }],
    [
      { date: undefined, contents: undefined },
      { date: ['This field is required.'], contents: ['This field is required.'] },
    ],
  ])('refuses %j', async (fields, body) => {
    const answer = await write({ ...diary, date: '2026-11-22', ...fields });
    expect(answerOf(answer)).toEqual({ status: 400, body });
  });

  test('of a day that has one is refused, to its owner alone', async () => {
    expect(answerOf(await write(diary))).toEqual(taken);
    expect((await write(diary, other)).status).toBe(201);
  });

  test('many times at once happens once', async () => {
    const json = { ...diary, date: '2026-11-30' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => write(json)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 201).map(answerOf)).toEqual(Array(19).fill(taken));
  });

  test('needs a token', async () => {
    expect((await api.call('POST', 'diaries/', { json: diary })).status).toBe(401);
  });
});

describe('a picture', () => {
  test('of one’s own is shown by its address, until it is taken away', async () => {
    const { id, url } = await insertMedia(api.database, owner.id);
    expect((await update({ picture: String(id) })).body).toMatchObject({ picture: url });
    expect((await show(other)).body).toMatchObject({ picture: url });
    expect((await update({ picture: null })).body).toMatchObject({ picture: null });
  });

  test('of another user, unknown or deleted is refused', async () => {
    const { id } = await insertMedia(api.database, other.id);
    expect(answerOf(await update({ picture: id }))).toEqual(noPicture);
    expect(answerOf(await update({ picture: 999_999 }))).toEqual(noPicture);
    const gone = await insertMedia(api.database, owner.id);
    await api.database.connection.query('UPDATE Media SET deleted_at = NOW(6) WHERE id = ?', [gone.id]);
    expect(answerOf(await update({ picture: gone.id }))).toEqual(noPicture);
  });

  test('that is deleted is shown no more', async () => {
    const { id } = await insertMedia(api.database, owner.id);
    await update({ picture: id });
    await api.database.connection.query('UPDATE Media SET deleted_at = NOW(6) WHERE id = ?', [id]);
    expect((await show()).body).toMatchObject({ picture: null });
  });
});

describe.each(['PUT', 'PATCH'])('%s diaries/{id}/', (method) => {
  test.each([
    [{ contents: ' New ' }, { contents: 'New' }],
    [{ date: '2027-01-01' }, { date: '2027-01-01' }],
    [{ emoji: '🇰🇷' }, { emoji: '🇰🇷' }],
    [{ is_private: 1 }, { is_private: true }],
  ])('stores %j and keeps the rest', async (json, changed) => {
    const before = (await show()).body;
    const answer = await update(json, owner, diaryId, method);
    const body = { ...before, ...changed, updated_at: expect.stringMatching(timestamp) };
    expect(answerOf(answer)).toEqual({ status: 200, body });
    expect((await show()).body).toEqual(answer.body);
  });

  test('stores nothing when there is nothing, or something bad', async () => {
    const before = (await show()).body;
    expect((await update({}, owner, diaryId, method)).body).toEqual(before);
    const bad = await update({ contents: 'New', emoji: 'x' }, owner, diaryId, method);
    expect(answerOf(bad)).toEqual({ status: 400, body: { emoji: ['Enter one emoji.'] } });
    expect((await show()).body).toEqual(before);
  });

  test('to a day that has one is refused', async () => {
    await write({ ...diary, date: '2026-11-22' });
    expect(answerOf(await update({ date: '2026-11-22' }, owner, diaryId, method))).toEqual(taken);
    expect((await update({ date: diary.date }, owner, diaryId, method)).status).toBe(200);
  });

  test('of another user is refused, whatever the fields', async () => {
    expect(answerOf(await update({ contents: '' }, other, diaryId, method))).toEqual(noPermission);
  });

  test.each([999_999, 'abc', 0])('of diary %s is 404', async (id) => {
    expect(answerOf(await update({ contents: '' }, owner, id, method))).toEqual(noDiary);
  });
});

describe('deleting a diary', () => {
  test('makes it unknown to everybody, and its day free', async () => {
    expect(answerOf(await remove())).toEqual({ status: 204, body: '' });
    for (const answer of [await show(), await update({}), await remove()])
      expect(answerOf(answer)).toEqual(noDiary);
    expect((await api.call('GET', 'diaries/', owner)).body).toEqual([]);
    expect((await write(diary)).status).toBe(201);
  });

  test('keeps its row', async () => {
    await remove();
    const rows = await api.database.connection.query('SELECT contents FROM Diary WHERE id = ?', [diaryId]);
    expect(rows).toMatchObject([{ contents: diary.contents }]);
  });

  test('of another user is refused', async () => {
    expect(answerOf(await remove(other))).toEqual(noPermission);
    expect((await show()).status).toBe(200);
  });

  test('asked for many times at once, happens once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => remove()));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(7);
  });
});

describe('a private diary', () => {
  beforeEach(() => update({ is_private: true }));

  test('is its owner’s alone, whatever is asked', async () => {
    const like = (method: string) =>
      api.call(method, `diaries/${diaryId}/like/`, { token: other.token, json: { emoji: '🧇' } });
    const asked = [await show(other), await update({}, other), await remove(other), await like('PUT')];
    for (const answer of [...asked, await like('DELETE')]) expect(answerOf(answer)).toEqual(noDiary);
    expect((await show()).body).toMatchObject({ is_private: true });
  });

  test('is nobody’s business of staff', async () => {
    await api.database.connection.query('UPDATE `User` SET is_staff = TRUE WHERE id = ?', [other.id]);
    expect(answerOf(await show(other))).toEqual(noDiary);
    expect(answerOf(await remove(other))).toEqual(noDiary);
  });

  test('is in no list but its owner’s', async () => {
    expect((await api.call('GET', `diaries/?user=${owner.id}`, other)).body).toEqual([]);
    expect((await api.call('GET', 'diaries/', owner)).body).toMatchObject([{ id: diaryId }]);
  });

  test('is everybody’s again when its owner says so', async () => {
    await update({ is_private: false });
    expect((await show(other)).status).toBe(200);
  });
});

test('other methods are not there', async () => {
  expect((await api.call('PUT', 'diaries/', { token: owner.token, json: {} })).status).toBe(405);
  expect((await api.call('POST', `diaries/${diaryId}/`, { token: owner.token, json: {} })).status).toBe(405);
  expect((await api.call('POST', `diaries/${diaryId}/like/`, { token: owner.token })).status).toBe(405);
});
