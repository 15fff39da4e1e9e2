import { NotFound } from '../../errors';
import { descending, openPage, type PageAnswer } from '../../http/page';
import { readPage } from '../../http/read-page';
import type { Reader } from '../../platform/database/reader';
import { courseColumns, type CourseRow } from '../course/find-courses';
import type { TimetableQuery } from './timetable-schema';

export interface TimetableRow {
  readonly id: number;
  readonly userId: number;
  readonly name: string;
  readonly semester: string;
  readonly isPublic: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const columns = `
  t.id, t.user_id AS userId, t.name, t.semester, t.is_public AS isPublic,
  t.created_at AS createdAt, t.updated_at AS updatedAt`;

/** Whether two users are friends, the first of them a column or a value. */
const areFriends = (first: string) => `
  EXISTS (
    SELECT 1 FROM Friendship f
    WHERE f.low_id = LEAST(${first}, ?) AND f.high_id = GREATEST(${first}, ?) AND f.accepted_at IS NOT NULL
  )`;

/** With whether the reader is a friend of its owner. Throws `NotFound`. */
export async function findTimetable(
  reader: Reader,
  id: number,
  readerId: number,
): Promise<TimetableRow & { readonly isFriend: number }> {
  const [row] = await reader.query<TimetableRow & { isFriend: number }>(
    `SELECT ${columns}, ${areFriends('t.user_id')} AS isFriend
    FROM Timetable t WHERE t.id = ? AND t.deleted_at IS NULL`,
    readerId,
    readerId,
    id,
  );
  if (row === undefined) throw new NotFound();
  return row;
}

/** Whether a user, who is there, is a friend of the reader. Throws `NotFound`. */
export async function isFriendOf(reader: Reader, userId: number, readerId: number): Promise<boolean> {
  const [row] = await reader.query<{ isFriend: number }>(
    `SELECT ${areFriends('u.id')} AS isFriend FROM \`User\` u WHERE u.id = ?`,
    readerId,
    readerId,
    userId,
  );
  if (row === undefined) throw new NotFound();
  return Boolean(row.isFriend);
}

/** Of one user, the newest first. */
export function findTimetables(
  reader: Reader,
  userId: number,
  { publicOnly, semester, ...paging }: TimetableQuery & { readonly publicOnly: boolean },
): Promise<PageAnswer<TimetableRow>> {
  const conditions = [
    't.user_id = ? AND t.deleted_at IS NULL',
    ...(publicOnly ? ['t.is_public'] : []),
    ...(semester === undefined ? [] : ['t.semester = ?']),
  ];
  const sql = `SELECT ${columns} FROM Timetable t WHERE ${conditions.join(' AND ')}`;
  const values = semester === undefined ? [userId] : [userId, semester];
  const page = openPage('-id', [descending('t.id')], paging);
  return readPage<TimetableRow>(reader, page, { alias: 't', sql, values }, ({ id }) => [id]);
}

/** In the order in which they were added. */
export const findCoursesOf = (reader: Reader, timetableId: number): Promise<CourseRow[]> =>
  reader.query<CourseRow>(
    `SELECT STRAIGHT_JOIN ${courseColumns}
    FROM TimetableCourse tc
    JOIN Course c ON c.id = tc.course_id AND c.deleted_at IS NULL
    JOIN Professor p ON p.id = c.professor_id
    WHERE tc.timetable_id = ?
    ORDER BY tc.created_at, tc.course_id`,
    timetableId,
  );
