import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { sampleData } from '../../contract';
import { copySchema } from '../../test/helpers/schema-template';
import { TestApi } from '../../test/helpers/test-api';
import { TestDatabase } from '../../test/helpers/test-database';
import { tableNames } from './batch';
import { fill, fillAtStart } from './fill';
import { OthersAreHere, OtherSeed } from './errors';

const posts = 1_500;

let api: TestApi;
let database: TestDatabase;

const emptyDatabase = async () => {
  const made = await TestDatabase.create();
  await copySchema(made);
  return made;
};

beforeAll(async () => {
  api = await TestApi.start();
  database = api.database;
  await fill(database.connection, { posts, randomSeed: 1 });
});
afterAll(() => api.stop());

const checksums = ({ connection }: TestDatabase) =>
  connection
    .query<{ Table: string; Checksum: bigint }[]>(
      `CHECKSUM TABLE ${[...tableNames, '_sample_data'].join(', ')}`,
    )
    .then((rows) => rows.map(({ Table, Checksum }) => `${Table.split('.')[1]} ${Checksum}`));

/** The first column of the first row. */
async function ask(sql: string): Promise<number> {
  const [row] = await database.connection.query<Record<string, unknown>[]>(sql);
  return Number(Object.values(row ?? {})[0]);
}

/** Whether every run gives the same. */
async function checksumsAfter(...steps: readonly { posts: number; randomSeed: number }[]) {
  const other = await emptyDatabase();
  try {
    for (const step of steps) await fill(other.connection, step);
    return await checksums(other);
  } finally {
    await other.drop();
  }
}

describe('the same seed', () => {
  test('gives the same rows with the same ids, in one run and in several', async () => {
    const steps = [7, 800, posts].map((until) => ({ posts: until, randomSeed: 1 }));
    expect(await checksumsAfter(...steps)).toEqual(await checksums(database));
  });

  test('changes nothing of what is there', async () => {
    const before = await checksums(database);
    const students = (await ask('SELECT COUNT(*) FROM Profile')) - sampleData.instructors.length - 6;
    const there = { before: { students, posts }, students, posts };
    expect(await fill(database.connection, { posts, randomSeed: 1 })).toEqual(there);
    expect(await fill(database.connection, { posts: 3, randomSeed: 1 })).toEqual(there);
    expect(await fillAtStart(database.connection)).toBeUndefined();
    expect(await checksums(database)).toEqual(before);
  });
});

test('another seed gives other rows, and is refused where the first one was', async () => {
  await expect(fill(database.connection, { posts, randomSeed: 2 })).rejects.toThrow(OtherSeed);
  const other = await emptyDatabase();
  await fill(other.connection, { posts: 20, randomSeed: 2 });
  const titles = 'SELECT title FROM Post WHERE id <= 20 ORDER BY id';
  expect(await other.connection.query(titles)).not.toEqual(await database.connection.query(titles));
  await other.drop();
});

test('every table has rows', async () => {
  const empty = [];
  for (const table of tableNames) if ((await ask(`SELECT COUNT(*) FROM ${table}`)) === 0) empty.push(table);
  expect(empty).toEqual([]);
});

/** What each counter says, and the rows that it counts. */
test.each([
  ['Post', 'like_count', 'SELECT COUNT(*) FROM PostLike WHERE post_id = counted.id'],
  ['Post', 'scrap_count', 'SELECT COUNT(*) FROM PostScrap WHERE post_id = counted.id'],
  ['Post', 'report_count', 'SELECT COUNT(*) FROM PostReport WHERE post_id = counted.id'],
  ['Post', 'comment_count', 'SELECT COUNT(*) FROM Comment WHERE post_id = counted.id AND deleted_at IS NULL'],
  ['Post', 'alias_count', 'SELECT COUNT(*) FROM PostAlias WHERE post_id = counted.id'],
  ['Post', 'alias_count', 'SELECT COALESCE(MAX(number), 0) FROM PostAlias WHERE post_id = counted.id'],
  ['Comment', 'like_count', 'SELECT COUNT(*) FROM CommentLike WHERE comment_id = counted.id'],
  ['Comment', 'report_count', 'SELECT COUNT(*) FROM CommentReport WHERE comment_id = counted.id'],
  [
    'Comment',
    'reply_count',
    'SELECT COUNT(*) FROM Comment reply WHERE reply.parent_id = counted.id AND reply.deleted_at IS NULL',
  ],
  [
    'Tag',
    'post_count',
    'SELECT COUNT(*) FROM PostTag JOIN Post ON Post.id = post_id WHERE tag_id = counted.id AND is_listed',
  ],
  ['Course', 'rating_count', 'SELECT COUNT(*) FROM CourseRating WHERE course_id = counted.id'],
  ['Course', 'rating_sum', 'SELECT COALESCE(SUM(score), 0) FROM CourseRating WHERE course_id = counted.id'],
])('%s.%s is what the rows say', async (table, column, rows) => {
  expect(await ask(`SELECT SUM(${column}) FROM ${table}`)).toBeGreaterThan(0);
  expect(await ask(`SELECT COUNT(*) FROM ${table} counted WHERE ${column} <> (${rows})`)).toBe(0);
});

/** What could not be in a school. */
test.each([
  [
    'a post is listed and deleted or hidden',
    'SELECT COUNT(*) FROM Post WHERE is_listed <> (deleted_at IS NULL AND hidden_at IS NULL)',
  ],
  [
    'somebody is anonymous where nobody may be',
    'SELECT COUNT(*) FROM Post JOIN Board ON Board.id = board_id WHERE is_anonymous > allows_anonymous',
  ],
  [
    'a reply has a reply',
    'SELECT COUNT(*) FROM Comment a JOIN Comment b ON b.parent_id = a.id WHERE a.parent_id IS NOT NULL',
  ],
  [
    'a reply is to a comment of another post',
    'SELECT COUNT(*) FROM Comment a JOIN Comment b ON b.parent_id = a.id WHERE a.post_id <> b.post_id',
  ],
  [
    'an anonymous commenter has no alias',
    'SELECT COUNT(*) FROM Comment c JOIN Post p ON p.id = c.post_id WHERE c.is_anonymous AND (c.user_id <> p.user_id OR NOT p.is_anonymous) AND NOT EXISTS (SELECT 1 FROM PostAlias a WHERE a.post_id = p.id AND a.user_id = c.user_id)',
  ],
  [
    'an anonymous author has an alias',
    'SELECT COUNT(*) FROM PostAlias a JOIN Post p ON p.id = a.post_id AND p.user_id = a.user_id WHERE p.is_anonymous',
  ],
  [
    'a post is older than one with a smaller id',
    'SELECT COUNT(*) FROM Post a JOIN Post b ON b.id = a.id + 1 WHERE b.created_at < a.created_at',
  ],
  [
    'courses of a timetable overlap',
    `SELECT COUNT(*) FROM TimetableCourse a JOIN TimetableCourse b ON a.timetable_id = b.timetable_id AND a.course_id < b.course_id
     JOIN CourseMeeting m ON m.course_id = a.course_id JOIN CourseMeeting n ON n.course_id = b.course_id
     WHERE m.weekday = n.weekday AND m.start_minute < n.end_minute AND n.start_minute < m.end_minute`,
  ],
  [
    'a professor is in two rooms at once',
    `SELECT COUNT(*) FROM Course a JOIN Course b ON a.professor_id = b.professor_id AND a.semester = b.semester AND a.id < b.id
     JOIN CourseMeeting m ON m.course_id = a.id JOIN CourseMeeting n ON n.course_id = b.id
     WHERE m.weekday = n.weekday AND m.start_minute < n.end_minute AND n.start_minute < m.end_minute`,
  ],
  [
    'a course of another semester is in a timetable',
    'SELECT COUNT(*) FROM TimetableCourse JOIN Timetable t ON t.id = timetable_id JOIN Course c ON c.id = course_id WHERE t.semester <> c.semester',
  ],
  [
    'a friend comes second with the smaller id',
    'SELECT COUNT(*) FROM Friendship WHERE low_id >= high_id OR asker_id NOT IN (low_id, high_id)',
  ],
])('never: %s', async (_what, sql) => {
  expect(await ask(sql)).toBe(0);
});

test('a database with users of its own is left alone, unless told otherwise', async () => {
  const other = await emptyDatabase();
  await other.connection.query(
    "INSERT INTO User (username, username_key, email, password) VALUES ('a', 'a', '', '')",
  );
  await expect(fill(other.connection, { posts: 1, randomSeed: 1 })).rejects.toThrow(OthersAreHere);
  expect(await fillAtStart(other.connection)).toBeUndefined();
  expect(await fill(other.connection, { posts: 1, randomSeed: 1, besideOthers: true })).toMatchObject({
    posts: 1,
  });
  await other.drop();
});

test('what users have written in between stays, and the rest comes after it', async () => {
  const other = await emptyDatabase();
  const { connection } = other;
  await fill(connection, { posts: 20, randomSeed: 1 });
  await connection.query(
    "INSERT INTO User (username, username_key, email, password) VALUES ('a', 'a', '', '')",
  );
  await connection.query(
    "INSERT INTO Post (board_id, user_id, title, contents, updated_at) SELECT id, user_id, 'mine', '', NOW() FROM Board LIMIT 1",
  );
  await fill(connection, { posts: 700, randomSeed: 1 });
  expect(await connection.query("SELECT id FROM Post WHERE title = 'mine'")).toEqual([{ id: 21 }]);
  expect(await connection.query('SELECT COUNT(*) AS n FROM Post')).toEqual([{ n: 701n }]);
  await other.drop();
});

const signIn = (username: string) =>
  api.call('PUT', 'user/login/', { json: { username, password: sampleData.password } });

test.each([...sampleData.instructors, ...sampleData.participants, sampleData.staff])(
  '%s can sign in',
  async (username) => {
    expect((await signIn(username)).status).toBe(200);
  },
);

test('a student can sign in', async () => {
  const [student] = await database.connection.query('SELECT username FROM User ORDER BY id DESC LIMIT 1');
  expect((await signIn(student.username)).status).toBe(200);
});

test('the seminars are those of a real day: one full, one with two instructors, one empty', async () => {
  const { token } = (await signIn(sampleData.instructors[0])).body;
  const { body } = await api.call('GET', 'seminar/', { token });
  const rows = body.map((seminar: { name: string; instructors: unknown[]; participant_count: number }) => [
    seminar.name,
    seminar.instructors.length,
    seminar.participant_count,
  ]);
  expect(rows).toEqual([
    ['Caching', 1, 0],
    ['Databases', 1, 2],
    ['Backend with Express', 2, 3],
  ]);
});

test('the last instructor may still create a seminar', async () => {
  const { token } = (await signIn(sampleData.instructors.at(-1) ?? '')).body;
  const seminar = { name: 'New', capacity: 1, count: 1, time: '09:00' };
  expect((await api.call('POST', 'seminar/', { token, json: seminar })).status).toBe(201);
});
