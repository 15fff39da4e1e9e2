import { NoSuchRecord } from '../../errors';
import type { Reader } from '../../platform/database/reader';
import { holdsText, patternOf } from '../../platform/database/substring';
import type { TodoQuery } from './todo-schema';

export interface TodoRow {
  readonly id: number;
  readonly userId: number;
  readonly contents: string;
  /** As MySQL writes them: days and moments are text, which no time zone shifts. */
  readonly date: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly isChecked: number;
}

export const noTodo = '해당 기록을 찾을 수 없습니다.';

const select = `
  SELECT t.id, t.user_id AS userId, t.contents, t.date, t.is_checked AS isChecked,
    t.created_at AS createdAt, t.updated_at AS updatedAt
  FROM Todo t
  WHERE t.deleted_at IS NULL`;

/** Throws `NoSuchRecord`. */
export async function findTodo(reader: Reader, id: number): Promise<TodoRow> {
  const [row] = await reader.query<TodoRow>(`${select} AND t.id = ?`, id);
  if (row === undefined) throw new NoSuchRecord(noTodo);
  return row;
}

/** Those of one user that pass all filters, by day and then in the order in which they were made: one query. */
export function findTodos(reader: Reader, userId: number, query: TodoQuery): Promise<TodoRow[]> {
  const conditions = [{ sql: 't.user_id = ?', value: userId }, ...conditionsOf(query)];
  const where = conditions.map(({ sql }) => ` AND ${sql}`).join('');
  const values = conditions.map(({ value }) => value);
  return reader.query<TodoRow>(`${select}${where} ORDER BY t.date, t.id`, ...values);
}

interface Condition {
  readonly sql: string;
  readonly value: string | number;
}

function conditionsOf({ contents, is_checked, date, date_from, date_to }: TodoQuery): Condition[] {
  return [
    ...when(contents, (text) => ({ sql: holdsText('t.contents'), value: patternOf(text) })),
    ...when(is_checked, (checked) => ({ sql: 't.is_checked = ?', value: Number(checked) })),
    ...when(date, (day) => ({ sql: 't.date = ?', value: day })),
    ...when(date_from, (day) => ({ sql: 't.date >= ?', value: day })),
    ...when(date_to, (day) => ({ sql: 't.date <= ?', value: day })),
  ];
}

const when = <T>(value: T | undefined, condition: (value: T) => Condition): Condition[] =>
  value === undefined ? [] : [condition(value)];
