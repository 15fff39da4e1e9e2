import { InvalidFields, NotFound } from '../../errors';
import { isFirstPage, presentPage } from '../../http/page';
import type { CachedList } from '../../platform/cache/cached-list';
import type { Database, DatabaseClient } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { inTransaction, retryingConflicts } from '../../platform/database/transaction';
import { nameKey } from '../../platform/name-key';
import { demandOfStaff } from '../user/staff';
import { presentCourse, presentProfessor } from './course-presenter';
import {
  type CourseQuery,
  meetingOf,
  type ProfessorQuery,
  readCourse,
  readCourseUpdate,
} from './course-schema';
import { type CourseRow, findCourse, findCourses, findProfessors } from './find-courses';

export interface CourseServiceParts {
  readonly database: Database;
  readonly reader: Reader;
  readonly lists: CachedList;
}

type Listed = Pick<CourseRow, 'departmentId' | 'semester'>;

/** The lists that are kept: of all courses, and of a department in a semester. Undefined for any other. */
export function courseListName(query: CourseQuery): string | undefined {
  const { department: departmentId, semester, title, professor, ordering, ...paging } = query;
  const isPlain = [title, professor, ordering].every((one) => one === undefined);
  if (!isPlain || !isFirstPage(paging)) return undefined;
  if (departmentId === undefined && semester === undefined) return 'all';
  if (departmentId === undefined || semester === undefined) return undefined;
  return nameOf({ departmentId, semester });
}

const nameOf = ({ departmentId, semester }: Listed) => `${departmentId}:${semester}`;

/** To be called after every write that changes what a list shows of a course. */
export const forgetLists = (lists: CachedList, course: Listed) => lists.invalidate('all', nameOf(course));

/** The courses of a semester and who gives them; only staff make and change them. */
export class CourseService {
  readonly #database: Database;
  readonly #reader: Reader;
  readonly #lists: CachedList;

  constructor({ database, reader, lists }: CourseServiceParts) {
    this.#database = database;
    this.#reader = reader;
    this.#lists = lists;
  }

  async list(query: CourseQuery) {
    return presentPage(await findCourses(this.#reader, query), presentCourse);
  }

  async listProfessors(query: ProfessorQuery) {
    return presentPage(await findProfessors(this.#reader, query), presentProfessor);
  }

  /** Throws `NotFound`. */
  async get(id: number) {
    return presentCourse(await findCourse(this.#reader, id));
  }

  async create(userId: number, body: unknown) {
    await demandOfStaff('createCourse', this.#reader, userId);
    const { department: departmentId, professor, meetings = [], ...fields } = readCourse(body);
    await this.#refuseUnknownDepartment(departmentId);
    const { id } = await inTransaction(this.#database, async (client) => {
      const professorId = await professorOf(client, departmentId, professor);
      const times = { create: meetings.map(meetingOf) };
      const data = { ...fields, departmentId, professorId, meetings: times };
      return client.course.create({ data, select: { id: true } });
    });
    return this.#changed(id);
  }

  /** Changes what the body names; its department and its semester stay, since another semester is another course. */
  async update(userId: number, id: number, body: unknown) {
    await demandOfStaff('updateCourse', this.#reader, userId);
    const { departmentId } = await findCourse(this.#reader, id);
    const { professor, meetings, ...fields } = readCourseUpdate(body);
    await inTransaction(this.#database, async (client) => {
      await lockCourse(client, id);
      const data = {
        ...fields,
        ...(professor !== undefined && { professorId: await professorOf(client, departmentId, professor) }),
      };
      await client.course.updateMany({ where: { id }, data });
      if (meetings === undefined) return;
      await client.courseMeeting.deleteMany({ where: { courseId: id } });
      await client.courseMeeting.createMany({
        data: meetings.map((meeting) => ({ courseId: id, ...meetingOf(meeting) })),
      });
    });
    return this.#changed(id);
  }

  /** Hides a course for good. */
  async remove(userId: number, id: number): Promise<void> {
    await demandOfStaff('deleteCourse', this.#reader, userId);
    const course = await findCourse(this.#reader, id);
    const hide = { where: { id, deletedAt: null }, data: { deletedAt: new Date() } };
    const { count } = await retryingConflicts(() => this.#database.course.updateMany(hide));
    if (count === 0) throw new NotFound();
    await forgetLists(this.#lists, course);
  }

  async #changed(id: number) {
    const course = await findCourse(this.#reader, id);
    await forgetLists(this.#lists, course);
    return presentCourse(course);
  }

  async #refuseUnknownDepartment(id: number): Promise<void> {
    const [department] = await this.#reader.query('SELECT id FROM Department WHERE id = ?', id);
    if (department === undefined) throw new InvalidFields({ department: [unknownDepartment] });
  }
}

export const unknownDepartment = 'No department has this id.';

/** The professor of that name, made if nobody has named them before, also when two do so at once. */
async function professorOf(client: DatabaseClient, departmentId: number, name: string): Promise<number> {
  const key = { departmentId, nameKey: nameKey(name) };
  await client.professor.createMany({ data: { ...key, name }, skipDuplicates: true });
  const where = { departmentId_nameKey: key };
  return (await client.professor.findUniqueOrThrow({ where, select: { id: true } })).id;
}

/** Until the end of the transaction; whoever changes what hangs on the course locks it first. Throws `NotFound`. */
export async function lockCourse(client: DatabaseClient, id: number): Promise<Listed> {
  const [course] = await client.$queryRaw<Listed[]>`
    SELECT department_id AS departmentId, semester FROM Course WHERE id = ${id} AND deleted_at IS NULL FOR UPDATE`;
  if (course === undefined) throw new NotFound();
  return course;
}
