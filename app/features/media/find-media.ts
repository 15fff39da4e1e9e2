import type { Page } from '../../http/page';
import type { Reader } from '../../platform/database/reader';

export interface MediaRow {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** As MySQL writes it. */
  readonly createdAt: string;
}

const select = `
  SELECT m.id, m.name, m.type, m.width, m.height, m.bytes, m.created_at AS createdAt
  FROM Media m
  WHERE m.deleted_at IS NULL AND m.user_id = ?`;

/** Those of a user, page by page: one query. */
export const findMediaPage = (reader: Reader, userId: number, page: Page): Promise<MediaRow[]> =>
  reader.query<MediaRow>(
    `${select} AND ${page.where} ORDER BY ${page.orderBy} LIMIT ${page.limit + 1}`,
    userId,
    ...page.values,
  );

/** One of the user's own; nobody else's is found. */
export async function findOwnMedia(
  reader: Reader,
  userId: number,
  id: number,
): Promise<MediaRow | undefined> {
  const [row] = await reader.query<MediaRow>(`${select} AND m.id = ?`, userId, id);
  return row;
}
