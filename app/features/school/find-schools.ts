import { NotFound } from '../../errors';
import { ascending, openPage, type PageAnswer, type PageQuery } from '../../http/page';
import { type List, readPage } from '../../http/read-page';
import type { Reader } from '../../platform/database/reader';
import { holdsText, patternOf } from '../../platform/database/substring';
import type { SchoolQuery } from './school-schema';

export interface SchoolRow {
  readonly id: number;
  readonly name: string;
}

export interface DepartmentRow extends SchoolRow {
  readonly schoolId: number;
}

const schools = 'SELECT s.id, s.name FROM School s';
const departments = 'SELECT d.id, d.school_id AS schoolId, d.name FROM Department d';

/** Throws `NotFound`. */
export const findSchool = (reader: Reader, id: number) =>
  findOne<SchoolRow>(reader, `${schools} WHERE s.id = ?`, id);

/** Throws `NotFound`. */
export const findDepartment = (reader: Reader, id: number) =>
  findOne<DepartmentRow>(reader, `${departments} WHERE d.id = ?`, id);

async function findOne<Row>(reader: Reader, sql: string, id: number): Promise<Row> {
  const [row] = await reader.query<Row>(sql, id);
  if (row === undefined) throw new NotFound();
  return row;
}

/** In the order in which they were made. */
export function findSchools(reader: Reader, { name, ...query }: SchoolQuery): Promise<PageAnswer<SchoolRow>> {
  const search = name === undefined ? undefined : holdsName('s.name', name);
  const list = { alias: 's', sql: `${schools} WHERE TRUE`, values: [], search };
  return readById(reader, list, query);
}

/** Of one school, in the order in which they were made. */
export function findDepartments(
  reader: Reader,
  schoolId: number,
  { name, ...query }: SchoolQuery,
): Promise<PageAnswer<DepartmentRow>> {
  const search = name === undefined ? undefined : holdsName('d.name', name);
  const list = { alias: 'd', sql: `${departments} WHERE d.school_id = ?`, values: [schoolId], search };
  return readById(reader, list, query);
}

const holdsName = (column: string, name: string) => ({
  sql: holdsText(column),
  values: [patternOf(name.normalize('NFC'))],
});

const readById = <Row extends SchoolRow>(reader: Reader, list: List, query: PageQuery) =>
  readPage<Row>(reader, openPage('id', [ascending(`${list.alias}.id`)], query), list, ({ id }) => [id]);
