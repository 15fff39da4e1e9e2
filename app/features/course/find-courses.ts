import { NotFound } from '../../errors';
import { ascending, descending, openPage, type PageAnswer } from '../../http/page';
import { readPage } from '../../http/read-page';
import type { Reader } from '../../platform/database/reader';
import { holdsText, patternOf } from '../../platform/database/substring';
import type { CourseQuery, ProfessorQuery } from './course-schema';

export interface CourseRow {
  readonly id: number;
  readonly title: string;
  readonly departmentId: number;
  readonly semester: string;
  readonly professorId: number;
  readonly professor: string;
  readonly ratingCount: number;
  readonly ratingSum: number;
  /** `0 630 705,2 630 705`: weekday, first minute, and the one after the last, by time; null for none. */
  readonly meetings: string | null;
}

/** A course with all that is shown of it, in one query: the order of the tables is said, so that a page walks along the courses. */
export const courseColumns = `
  c.id, c.title, c.department_id AS departmentId, c.semester,
  c.professor_id AS professorId, p.name AS professor, c.rating_count AS ratingCount, c.rating_sum AS ratingSum,
  (SELECT GROUP_CONCAT(m.weekday, ' ', m.start_minute, ' ', m.end_minute ORDER BY m.weekday, m.start_minute)
   FROM CourseMeeting m WHERE m.course_id = c.id) AS meetings`;

const select = `
  SELECT STRAIGHT_JOIN ${courseColumns}
  FROM Course c
  JOIN Professor p ON p.id = c.professor_id
  WHERE c.deleted_at IS NULL`;

/** Throws `NotFound`. */
export async function findCourse(reader: Reader, id: number): Promise<CourseRow> {
  const [row] = await reader.query<CourseRow>(`${select} AND c.id = ?`, id);
  if (row === undefined) throw new NotFound();
  return row;
}

/** Those that pass all filters. */
export function findCourses(reader: Reader, query: CourseQuery): Promise<PageAnswer<CourseRow>> {
  const { title, professor, department, semester, ordering = '-created_at', ...paging } = query;
  // Ids grow with time.
  const order = ordering === 'created_at' ? ascending('c.id') : descending('c.id');
  const where = [...when('c.department_id = ?', department), ...when('c.semester = ?', semester)];
  const search = [...holding('c.title', title), ...holding('c.professor', professor?.normalize('NFC'))];
  const list = {
    alias: 'c',
    ...joined([{ sql: select }, ...where]),
    search: search.length === 0 ? undefined : joined(search),
  };
  return readPage<CourseRow>(reader, openPage(ordering, [order], paging), list, ({ id }) => [id]);
}

export interface ProfessorRow {
  readonly id: number;
  readonly name: string;
  readonly departmentId: number;
}

/** In the order in which they were named first. */
export function findProfessors(
  reader: Reader,
  { name, department, ...paging }: ProfessorQuery,
): Promise<PageAnswer<ProfessorRow>> {
  const all = 'SELECT p.id, p.name, p.department_id AS departmentId FROM Professor p WHERE TRUE';
  const search = holding('p.name', name?.normalize('NFC'));
  const list = {
    alias: 'p',
    ...joined([{ sql: all }, ...when('p.department_id = ?', department)]),
    search: search.length === 0 ? undefined : joined(search),
  };
  return readPage<ProfessorRow>(reader, openPage('id', [ascending('p.id')], paging), list, ({ id }) => [id]);
}

interface Condition {
  readonly sql: string;
  readonly value?: string | number;
}

const when = (sql: string, value: string | number | undefined): Condition[] =>
  value === undefined ? [] : [{ sql, value }];

const holding = (column: string, text: string | undefined): Condition[] =>
  text === undefined ? [] : [{ sql: holdsText(column), value: patternOf(text) }];

const joined = (conditions: readonly Condition[]) => ({
  sql: conditions.map(({ sql }) => sql).join(' AND '),
  values: conditions.flatMap(({ value }) => (value === undefined ? [] : [value])),
});
