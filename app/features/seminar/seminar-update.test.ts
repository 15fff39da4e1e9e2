import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { type Answer, TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
/** Of the test's seminar; all have both profiles. */
let editor: TestUser;
let member: TestUser;
let stranger: TestUser;
let seminarId: number;
beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  [editor, member, stranger] = (await insertUsers(api.database, 3)) as [TestUser, TestUser, TestUser];
  seminarId = (await api.call('POST', 'seminar/', { ...editor, json: seminar })).body.id;
  await join(member);
});
afterAll(() => api.stop());

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const seminar = { name: 'Express', capacity: 3, count: 5, time: '14:30', online: false };
const show = async () => (await api.call('GET', `seminar/${seminarId}/`, editor)).body;
const list = async () => (await api.call('GET', 'seminar/', editor)).body;
const join = ({ token }: TestUser, role = 'participant') =>
  api.call('POST', `seminar/${seminarId}/user/`, { token, json: { role } });
const update = (json: unknown, { token } = editor, id: unknown = seminarId) =>
  api.call('PUT', `seminar/${String(id)}/`, { token, json });
const drop = ({ token } = member, id: unknown = seminarId) =>
  api.call('DELETE', `seminar/${String(id)}/user/`, { token });
const removeProfile = (table: string, { id }: TestUser) =>
  api.database.connection.query(`DELETE FROM ${table} WHERE user_id = ?`, [id]);
const answerOf = ({ status, body }: Answer) => ({ status, body });

const noPermission = { detail: 'You do not have permission to perform this action.' };
const notFound = { detail: 'Not found.' };

describe('PUT seminar/{id}/', () => {
  test.each([
    [{}, {}],
    [{ name: ' New ' }, { name: 'New' }],
    [{ capacity: '1' }, { capacity: 1 }],
    [{ count: 65_535 }, { count: 65_535 }],
    [{ time: '00:00' }, { time: '00:00' }],
    [{ time: '23:59', what: 1, id: 0 }, { time: '23:59' }],
    [{ online: true }, { online: true }],
  ])('stores %j and keeps the rest', async (json, changed) => {
    const before = await show();
    const answer = await update(json);
    expect(answerOf(answer)).toEqual({ status: 200, body: { ...before, ...changed } });
    expect(await show()).toEqual(answer.body);
  });

  test.each([
    ...[true, 1, '1', 't', 'T', 'true', 'TRUE', 'y', 'Y', 'yes', 'Yes', 'on', 'ON'].map((value) => [
      value,
      true,
    ]),
    ...[false, 0, '0', 'f', 'F', 'false', 'False', 'n', 'N', 'no', 'NO', 'off', 'Off'].map((value) => [
      value,
      false,
    ]),
  ])('takes the boolean %j for %j', async (online, stored) => {
    await update({ online: !stored });
    expect(await update({ online })).toMatchObject({ status: 200, body: { online: stored } });
  });

  const positive = ['Ensure this value is greater than or equal to 1.'];
  const notBoolean = ['Must be a valid boolean.'];
  const notTime = ['Time has wrong format. Use one of these formats instead: hh:mm.'];
  test.each([
    [{ name: '' }, { name: ['This field may not be blank.'] }],
    [{ name: null }, { name: ['This field may not be null.'] }],
    [{ name: 'x'.repeat(51) }, { name: ['Ensure this field has no more than 50 characters.'] }],
    [{ capacity: 0 }, { capacity: positive }],
    [{ count: '0' }, { count: positive }],
    [{ count: -1 }, { count: positive }],
    [{ count: 65_536 }, { count: ['Ensure this value is less than or equal to 65535.'] }],
    [{ capacity: '9'.repeat(999) }, { capacity: ['Ensure this value is less than or equal to 65535.'] }],
    [{ capacity: 1.5 }, { capacity: ['A valid integer is required.'] }],
    [{ capacity: '' }, { capacity: ['A valid integer is required.'] }],
    [{ capacity: true }, { capacity: ['A valid integer is required.'] }],
    [{ time: '24:00' }, { time: notTime }],
    [{ time: '1130' }, { time: notTime }],
    [{ time: '12' }, { time: notTime }],
    [{ time: '14:30:00' }, { time: notTime }],
    [{ time: '' }, { time: notTime }],
    [{ online: null }, { online: ['This field may not be null.'] }],
    [{ online: 2 }, { online: notBoolean }],
    [{ online: '' }, { online: notBoolean }],
    [{ online: [] }, { online: notBoolean }],
    [
      { name: '', count: 'x', time: '10:00' },
      { name: ['This field may not be blank.'], count: ['A valid integer is required.'] },
    ],
    [[], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
  ])('refuses %j and stores nothing', async (json, errors) => {
    const before = await show();
    expect(answerOf(await update(json))).toEqual({ status: 400, body: errors });
    expect(await show()).toEqual(before);
  });

  test('refuses a capacity below the active participants, not one that equals it', async () => {
    await join(stranger);
    expect(answerOf(await update({ capacity: 1, name: 'Not stored' }))).toEqual({
      status: 400,
      body: { error: 'Capacity should be bigger than the number of participants' },
    });
    expect(await show()).toMatchObject({ name: 'Express', capacity: 3 });
    expect((await update({ capacity: 2 })).status).toBe(200);
    await drop(member);
    expect((await update({ capacity: 1 })).status).toBe(200);
  });

  const notInCharge = { error: "You're not in charge of this seminar" };
  const refusals: [string, () => Promise<Answer>, number, object][] = [
    ['a bad field before a small capacity', () => update({ capacity: 0 }), 400, { capacity: positive }],
    ['a seminar of others before a bad field', () => update({ count: 0 }, stranger), 403, notInCharge],
    ['an unknown seminar before a bad field', () => update({ count: 0 }, stranger, 999_999), 404, notFound],
    ['an id that cannot be one', () => update({}, stranger, 'abc'), 404, notFound],
  ];
  test.each(refusals)('answers %s', async (_title, ask, status, body) => {
    expect(answerOf(await ask())).toEqual({ status, body });
  });

  test.each(['own', '999999', 'abc'])('is for instructors, for the id %s too', async (id) => {
    await removeProfile('InstructorProfile', stranger);
    const answer = await update({ count: 0 }, stranger, id === 'own' ? seminarId : id);
    expect(answerOf(answer)).toEqual({ status: 403, body: noPermission });
  });

  test('is for every instructor of the seminar, and shows in the next list', async () => {
    await join(stranger, 'instructor');
    await list();
    expect((await update({ name: 'By another' }, stranger)).status).toBe(200);
    expect((await list())[0]).toMatchObject({ id: seminarId, name: 'By another' });
  });
});

describe('DELETE seminar/{id}/user/', () => {
  test('ends a participation and shows the seminar', async () => {
    const { status, body } = await drop();
    expect(status).toBe(200);
    expect(body).toEqual(await show());
    expect(body.participants).toEqual([
      expect.objectContaining({
        id: member.id,
        is_active: false,
        dropped_at: expect.stringMatching(timestamp),
      }),
    ]);
  });

  test('twice changes nothing more', async () => {
    const { body } = await drop();
    expect(answerOf(await drop())).toEqual({ status: 200, body });
  });

  test('of who never took part changes nothing', async () => {
    const before = await show();
    expect(answerOf(await drop(stranger))).toEqual({ status: 200, body: before });
  });

  test('frees a place, shows in the next list and in the user, and does not let one join again', async () => {
    await update({ capacity: 1 });
    await list();
    await drop();
    expect((await list())[0]).toMatchObject({ id: seminarId, participant_count: 0 });
    const { participant } = (await api.call('GET', 'user/me/', member)).body;
    expect(participant.seminars).toMatchObject([{ id: seminarId, is_active: false }]);
    expect((await join(stranger)).status).toBe(201);
    expect(answerOf(await join(member))).toEqual({
      status: 400,
      body: { error: "You've joined this seminar" },
    });
  });

  test('is for participants, for an unknown seminar too', async () => {
    await removeProfile('ParticipantProfile', stranger);
    for (const id of [seminarId, 999_999, 'abc'])
      expect(answerOf(await drop(stranger, id))).toEqual({ status: 403, body: noPermission });
  });

  test.each([999_999, 'abc', 0])('of seminar %s is 404', async (id) => {
    expect(answerOf(await drop(member, id))).toEqual({ status: 404, body: notFound });
  });

  test('is not for who is in charge of the seminar', async () => {
    expect(answerOf(await drop(editor))).toEqual({
      status: 403,
      body: { error: "You're in charge of this seminar" },
    });
  });

  test('does not need to be in charge of nothing', async () => {
    await api.call('POST', 'seminar/', { ...member, json: seminar });
    expect(await drop()).toMatchObject({ status: 200, body: { participants: [{ is_active: false }] } });
  });
});
