import { NotFound, RuleBroken } from '../../errors';
import { presentPage } from '../../http/page';
import { type Call, demand } from '../../permissions';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { inTransaction, retryingConflicts } from '../../platform/database/transaction';
import { findCoursesOf, findTimetable, findTimetables, isFriendOf } from './find-timetables';
import { addCourse, lockTimetable } from './timetable-courses';
import { presentTimetable, presentWholeTimetable } from './timetable-presenter';
import {
  readTimetable,
  readTimetableCourse,
  readTimetableUpdate,
  type TimetableQuery,
  type TimetableUpdate,
} from './timetable-schema';

/** Which courses users take in a semester. The owner and their friends see all of them, others the public ones. */
export class TimetableService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
  ) {}

  /** The user's own. */
  async list(userId: number, query: TimetableQuery) {
    const own = await findTimetables(this.reader, userId, { ...query, publicOnly: false });
    return presentPage(own, presentTimetable);
  }

  /** Of any user, as far as the reader may see them. Throws `NotFound`. */
  async listOf(ownerId: number, readerId: number, query: TimetableQuery) {
    const isFriend = await isFriendOf(this.reader, ownerId, readerId);
    const publicOnly = !isFriend && ownerId !== readerId;
    return presentPage(
      await findTimetables(this.reader, ownerId, { ...query, publicOnly }),
      presentTimetable,
    );
  }

  /** Throws `NotFound` or `PermissionDenied`. */
  async get(userId: number, id: number) {
    const timetable = await findTimetable(this.reader, id, userId);
    const standing = { owner: timetable.userId === userId, friend: Boolean(timetable.isFriend) };
    if (!timetable.isPublic) demand('showTimetable', standing);
    return presentWholeTimetable(timetable, await findCoursesOf(this.reader, id));
  }

  async create(userId: number, body: unknown) {
    const { is_public = false, ...fields } = readTimetable(body);
    const data = { ...fields, userId, isPublic: is_public };
    const { id } = await retryingConflicts(() =>
      this.database.timetable.create({ data, select: { id: true } }),
    );
    return this.get(userId, id);
  }

  /** Changes what the body names. */
  async update(userId: number, id: number, body: unknown) {
    await this.#demand('updateTimetable', userId, id);
    const update = readTimetableUpdate(body);
    await inTransaction(this.database, async (client) => {
      const { semester } = await lockTimetable(client, id);
      if ((update.semester ?? semester) !== semester) {
        const where = { timetableId: id, course: { deletedAt: null } };
        if ((await client.timetableCourse.count({ where })) > 0) throw new RuleBroken(staysInSemester);
        await client.timetableCourse.deleteMany({ where: { timetableId: id } });
      }
      await client.timetable.updateMany({ where: { id }, data: written(update) });
    });
    return this.get(userId, id);
  }

  /** Hides a timetable for good. */
  async remove(userId: number, id: number): Promise<void> {
    await this.#demand('deleteTimetable', userId, id);
    const hide = { where: { id, deletedAt: null }, data: { deletedAt: new Date() } };
    const { count } = await retryingConflicts(() => this.database.timetable.updateMany(hide));
    if (count === 0) throw new NotFound();
  }

  async addCourse(userId: number, id: number, body: unknown) {
    await this.#demand('addTimetableCourse', userId, id);
    const { course } = readTimetableCourse(body);
    await inTransaction(this.database, (client) => addCourse(client, id, course));
    return this.get(userId, id);
  }

  /** Changes nothing when it is not in there. */
  async removeCourse(userId: number, id: number, courseId: number): Promise<void> {
    await this.#demand('removeTimetableCourse', userId, id);
    const where = { timetableId: id, courseId };
    await retryingConflicts(() => this.database.timetableCourse.deleteMany({ where }));
  }

  async #demand(call: Call, userId: number, id: number): Promise<void> {
    const { userId: ownerId } = await findTimetable(this.reader, id, userId);
    demand(call, { owner: ownerId === userId });
  }
}

export const staysInSemester = 'A timetable with courses stays in its semester';

const written = ({ is_public, ...fields }: TimetableUpdate) => ({
  ...fields,
  ...(is_public !== undefined && { isPublic: is_public }),
});
