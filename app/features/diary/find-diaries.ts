import { NoSuchRecord } from '../../errors';
import type { Reader } from '../../platform/database/reader';
import { holdsText, patternOf } from '../../platform/database/substring';
import { boundsOfMonth } from '../../platform/month';
import { noTodo } from '../todo/find-todos';
import type { DiaryQuery } from './diary-schema';

export interface DiaryRow {
  readonly id: number;
  readonly userId: number;
  /** As MySQL writes them: days and moments are text, which no time zone shifts. */
  readonly date: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly emoji: string;
  readonly contents: string;
  /** Of the picture's file. */
  readonly pictureName: string | null;
  readonly isPrivate: number;
}

/** The planner's words for all that it does not find. */
export const noDiary = noTodo;

/** Those that the user may see, who is the first value. A deleted one has no live date. */
const select = `
  SELECT d.id, d.user_id AS userId, d.live_date AS date, d.emoji, d.contents,
    (SELECT m.name FROM Media m WHERE m.id = d.picture_id AND m.deleted_at IS NULL) AS pictureName,
    d.is_private AS isPrivate, d.created_at AS createdAt, d.updated_at AS updatedAt
  FROM Diary d
  WHERE d.live_date IS NOT NULL AND (NOT d.is_private OR d.user_id = ?)`;

/** Throws `NoSuchRecord`, also for who may not know of it. */
export async function findDiary(reader: Reader, userId: number, id: number): Promise<DiaryRow> {
  const [row] = await reader.query<DiaryRow>(`${select} AND d.id = ?`, userId, id);
  if (row === undefined) throw new NoSuchRecord(noDiary);
  return row;
}

/** Those of one user that the requester may see and that pass all filters, by day: one query. */
export function findDiaries(reader: Reader, userId: number, query: DiaryQuery): Promise<DiaryRow[]> {
  const conditions = [{ sql: 'd.user_id = ?', values: [query.user ?? userId] }, ...conditionsOf(query)];
  const where = conditions.map(({ sql }) => ` AND ${sql}`).join('');
  const values = conditions.flatMap((condition) => condition.values);
  return reader.query<DiaryRow>(`${select}${where} ORDER BY d.live_date`, userId, ...values);
}

interface Condition {
  readonly sql: string;
  readonly values: (string | number)[];
}

function conditionsOf({ contents, month, date, date_from, date_to }: DiaryQuery): Condition[] {
  return [
    ...when(contents, (text) => ({ sql: holdsText('d.contents'), values: [patternOf(text)] })),
    ...when(month, (text) => ({ sql: 'd.live_date BETWEEN ? AND ?', values: boundsOfMonth(text) })),
    ...when(date, (day) => ({ sql: 'd.live_date = ?', values: [day] })),
    ...when(date_from, (day) => ({ sql: 'd.live_date >= ?', values: [day] })),
    ...when(date_to, (day) => ({ sql: 'd.live_date <= ?', values: [day] })),
  ];
}

const when = (value: string | undefined, condition: (value: string) => Condition): Condition[] =>
  value === undefined ? [] : [condition(value)];
