import { NotFound } from '../../errors';
import { descending, openPage, presentPage } from '../../http/page';
import { readPage } from '../../http/read-page';
import type { Database, DatabaseClient } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { inTransaction } from '../../platform/database/transaction';
import { type CourseServiceParts, forgetLists, lockCourse } from './course-service';
import { findCourse } from './find-courses';
import { type RatingQuery, readRating } from './rating-schema';

interface RatingRow {
  readonly id: number;
  readonly score: number;
  readonly contents: string;
  readonly isOwn: number;
}

const select = `
  SELECT r.id, r.score, r.contents, r.user_id = ? AS isOwn
  FROM CourseRating r
  WHERE r.course_id = ?`;

/** What users think of courses, once each. Nobody is shown who has written what, and when. */
export class RatingService {
  readonly #database: Database;
  readonly #reader: Reader;
  readonly #lists: CourseServiceParts['lists'];

  constructor({ database, reader, lists }: CourseServiceParts) {
    this.#database = database;
    this.#reader = reader;
    this.#lists = lists;
  }

  /** The newest first. Throws `NotFound`. */
  async list(userId: number, courseId: number, query: RatingQuery) {
    await findCourse(this.#reader, courseId);
    const page = openPage('-id', [descending('r.id')], query);
    const list = { alias: 'r', sql: select, values: [userId, courseId] };
    const rows = await readPage<RatingRow>(this.#reader, page, list, ({ id }) => [id]);
    return presentPage(rows, presentRating);
  }

  /** The user's own one. Throws `NotFound`. */
  async get(userId: number, courseId: number) {
    await findCourse(this.#reader, courseId);
    const [row] = await this.#reader.query<RatingRow>(
      `${select} AND r.user_id = ?`,
      userId,
      courseId,
      userId,
    );
    if (row === undefined) throw new NotFound();
    return presentRating(row);
  }

  /** Puts it in place of the one before. Throws `NotFound`. */
  async put(userId: number, courseId: number, body: unknown) {
    const course = await inTransaction(this.#database, async (client) => {
      const locked = await lockCourse(client, courseId);
      const rating = readRating(body);
      await change(client, userId, courseId, rating);
      return locked;
    });
    await forgetLists(this.#lists, course);
    return this.get(userId, courseId);
  }

  /** Changes nothing for whoever has none. Throws `NotFound`. */
  async remove(userId: number, courseId: number): Promise<void> {
    const course = await inTransaction(this.#database, async (client) => {
      const locked = await lockCourse(client, courseId);
      const before = await findScore(client, userId, courseId);
      if (before === undefined) return locked;
      await client.courseRating.deleteMany({ where: { userId, courseId } });
      await count(client, courseId, { ratings: -1, score: -before });
      return locked;
    });
    await forgetLists(this.#lists, course);
  }
}

const presentRating = ({ score, contents, isOwn }: RatingRow) => ({
  score,
  contents,
  is_own: Boolean(isOwn),
});

interface Rating {
  readonly score: number;
  readonly contents?: string;
}

async function change(
  client: DatabaseClient,
  userId: number,
  courseId: number,
  { score, contents = '' }: Rating,
): Promise<void> {
  const before = await findScore(client, userId, courseId);
  if (before === undefined) {
    await client.courseRating.createMany({ data: { userId, courseId, score, contents } });
    await count(client, courseId, { ratings: 1, score });
    return;
  }
  await client.courseRating.updateMany({ where: { userId, courseId }, data: { score, contents } });
  await count(client, courseId, { ratings: 0, score: score - before });
}

async function findScore(
  client: DatabaseClient,
  userId: number,
  courseId: number,
): Promise<number | undefined> {
  const where = { courseId_userId: { courseId, userId } };
  return (await client.courseRating.findUnique({ where, select: { score: true } }))?.score;
}

/** The course is locked, so that its counters are right whoever else counts. */
const count = (client: DatabaseClient, id: number, by: { ratings: number; score: number }) =>
  client.$executeRaw`
    UPDATE Course SET rating_count = rating_count + ${by.ratings}, rating_sum = rating_sum + ${by.score} WHERE id = ${id}`;
