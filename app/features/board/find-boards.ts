import { NotFound } from '../../errors';
import { ascending, openPage, type PageAnswer } from '../../http/page';
import { readPage } from '../../http/read-page';
import type { Reader } from '../../platform/database/reader';
import type { BoardQuery } from './board-schema';

export interface BoardRow {
  readonly id: number;
  readonly schoolId: number;
  readonly name: string;
  readonly description: string;
  readonly allowsAnonymous: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const select = `
  SELECT b.id, b.school_id AS schoolId, b.name, b.description, b.allows_anonymous AS allowsAnonymous,
    b.created_at AS createdAt, b.updated_at AS updatedAt
  FROM Board b`;

/** Throws `NotFound`. */
export async function findBoard(reader: Reader, id: number): Promise<BoardRow> {
  const [row] = await reader.query<BoardRow>(`${select} WHERE b.id = ?`, id);
  if (row === undefined) throw new NotFound();
  return row;
}

/** Of one school or of all, in the order in which they were made. */
export function findBoards(reader: Reader, { school, ...query }: BoardQuery): Promise<PageAnswer<BoardRow>> {
  const page = openPage('id', [ascending('b.id')], query);
  const condition =
    school === undefined ? { sql: 'TRUE', values: [] } : { sql: 'b.school_id = ?', values: [school] };
  const list = { alias: 'b', sql: `${select} WHERE ${condition.sql}`, values: condition.values };
  return readPage<BoardRow>(reader, page, list, ({ id }) => [id]);
}
