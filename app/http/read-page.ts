import type { Reader } from '../platform/database/reader';
import { answerPage, type Page, type PageAnswer, writeCursor } from './page';

/**
 * Rows that a page examines at most: what no index finds must not make one request read a whole table, and a list of a million
 * rows shall not take twice as long as one of a thousand (`npm run bench:lists`).
 */
export const examinedRows = 200;

export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** What the pages of a list are made of. */
export interface List extends Condition {
  /** A SELECT that ends in its WHERE. */
  readonly sql: string;
  /** What it calls the table of the rows; the columns of the order are selected under their own names. */
  readonly alias: string;
  /** What no index serves, of columns as they are selected; undefined for all rows. */
  readonly search?: Condition | undefined;
}

/**
 * The rows of a page, in one query. One that is searched for may be short, or empty, and goes on behind the last row that was
 * examined.
 */
export async function readPage<Row>(
  reader: Reader,
  page: Page,
  { search, ...list }: List,
  placeOf: (row: Row) => readonly number[],
): Promise<PageAnswer<Row>> {
  if (search !== undefined) return searchPage(reader, page, { ...list, search }, placeOf);
  const rows = await reader.query<Row>(firstRows(page, list, page.limit + 1), ...list.values, ...page.values);
  return answerPage(page, rows, placeOf, (row) => row);
}

interface Examined {
  readonly isHit: number;
}

/** Enough hits end the search. What it may examine is walked along once, as a CTE, which the server keeps for both who read it. */
async function searchPage<Row>(
  reader: Reader,
  page: Page,
  { search, ...list }: List & { readonly search: Condition },
  placeOf: (row: Row) => readonly number[],
): Promise<PageAnswer<Row>> {
  const { alias, values } = list;
  const { orderBy, limit } = page;
  const rows = await reader.query<Row & Examined>(
    `WITH examined AS (${firstRows(page, list, examinedRows)})
    SELECT * FROM (
      (SELECT ${alias}.*, 1 AS isHit FROM examined ${alias} WHERE ${search.sql} ORDER BY ${orderBy} LIMIT ${limit + 1})
      UNION ALL
      (SELECT ${alias}.*, 0 AS isHit FROM examined ${alias} ORDER BY ${orderBy} LIMIT 1 OFFSET ${examinedRows - 1})
    ) ${alias} ORDER BY isHit DESC, ${orderBy}`,
    ...[...values, ...page.values, ...search.values],
  );
  const hits = rows.filter(({ isHit }) => isHit);
  const end = rows.find(({ isHit }) => !isHit);
  const answer = answerPage<Row, Row>(page, hits, placeOf, (row) => row);
  if (answer.next !== null || end === undefined) return answer;
  return { ...answer, next: writeCursor(page.orderName, placeOf(end)) };
}

const firstRows = ({ where, orderBy }: Page, { sql }: Condition, count: number) =>
  `${sql} AND ${where} ORDER BY ${orderBy} LIMIT ${count}`;
