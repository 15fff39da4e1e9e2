import * as z from 'zod/mini';

import { InvalidFields } from '../errors';
import { integer } from './fields';

const defaultLimit = 20;
const maxLimit = 100;

/** What each list that goes page by page is asked with, beside its own filters. */
export const pageFields = {
  cursor: z.optional(z.string()),
  limit: z.optional(integer(1, maxLimit)),
};

/** A column of whole numbers that a list goes by. */
interface OrderColumn {
  readonly sql: string;
  readonly direction: 'ASC' | 'DESC';
}

/** The columns that tell a row's place in a list; the last one is another in each row, so that no two share a place. */
export type Order = readonly [OrderColumn, ...OrderColumn[]];

export const ascending = (sql: string): OrderColumn => ({ sql, direction: 'ASC' });
export const descending = (sql: string): OrderColumn => ({ sql, direction: 'DESC' });

export interface PageQuery {
  readonly cursor?: string;
  readonly limit?: number;
}

/** What most ask for, and what a cache may hold. */
export const isFirstPage = ({ cursor, limit }: PageQuery) => cursor === undefined && limit === undefined;

/** One page as SQL. */
export interface Page {
  /** Goes into cursors, so that the one of another order is told from this one's. */
  readonly orderName: string;
  /** Rows that are answered at most. */
  readonly limit: number;
  /** True for the rows behind the cursor, and for all without one. */
  readonly where: string;
  readonly values: readonly number[];
  readonly orderBy: string;
}

/** Throws `InvalidFields` for a cursor that is none of this order. */
export function openPage(orderName: string, order: Order, { cursor, limit = defaultLimit }: PageQuery): Page {
  const orderBy = order.map(({ sql, direction }) => `${sql} ${direction}`).join(', ');
  if (cursor === undefined || cursor === '') return { orderName, limit, where: 'TRUE', values: [], orderBy };
  const place = readCursor(cursor, orderName, order.length);
  return { orderName, limit, ...behind(order, place), orderBy };
}

export interface PageAnswer<T> {
  readonly results: readonly T[];
  /** What the next page is asked with; null where the list ends. */
  readonly next: string | null;
}

/** Of `limit + 1` rows, if there are so many: the last one only tells that the list goes on. `placeOf` has a value for each column of the order. */
export function answerPage<Row, T>(
  { orderName, limit }: Page,
  rows: readonly Row[],
  placeOf: (row: Row) => readonly number[],
  present: (row: Row) => T,
): PageAnswer<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const goesOn = rows.length > limit && last !== undefined;
  return { results: shown.map(present), next: goesOn ? writeCursor(orderName, placeOf(last)) : null };
}

export const presentPage = <Row, T>(
  { results, next }: PageAnswer<Row>,
  present: (row: Row) => T,
): PageAnswer<T> => ({ results: results.map((row) => present(row)), next });

/** A place in a list. It holds what every reader of the list sees, and so is no secret. */
export const writeCursor = (orderName: string, place: readonly number[]): string =>
  Buffer.from(JSON.stringify([orderName, ...place])).toString('base64url');

function readCursor(cursor: string, orderName: string, length: number): readonly number[] {
  const [name, ...place] = parse(cursor);
  const fits = name === orderName && place.length === length && place.every(Number.isSafeInteger);
  if (!fits) throw new InvalidFields({ cursor: ['Invalid cursor.'] });
  return place as number[];
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** `(a < ? OR (a = ? AND b < ?))`: an index of these columns goes right to the place. */
function behind(order: Order, place: readonly number[]): Pick<Page, 'where' | 'values'> {
  const alternatives = order.map(({ sql, direction }, index) => {
    const equal = order.slice(0, index).map((column) => `${column.sql} = ?`);
    return `(${[...equal, `${sql} ${direction === 'ASC' ? '>' : '<'} ?`].join(' AND ')})`;
  });
  const values = order.flatMap((_, index) => place.slice(0, index + 1));
  return { where: `(${alternatives.join(' OR ')})`, values };
}
