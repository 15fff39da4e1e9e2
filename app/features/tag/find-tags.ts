import { descending, openPage, type PageAnswer } from '../../http/page';
import { readPage } from '../../http/read-page';
import type { Reader } from '../../platform/database/reader';
import { holdsText, patternOf } from '../../platform/database/substring';
import { nameKey } from '../../platform/name-key';
import type { TagQuery } from './tag-schema';

export interface TagRow {
  readonly id: number;
  readonly name: string;
  readonly post_count: number;
}

/** Those that posts have, the most used first. */
export function findTags(reader: Reader, { name, ...query }: TagQuery): Promise<PageAnswer<TagRow>> {
  const page = openPage('-posts', [descending('t.post_count'), descending('t.id')], query);
  const sql = 'SELECT t.id, t.name, t.post_count FROM Tag t WHERE t.post_count > 0';
  const search = name === undefined ? undefined : holdsName(name);
  const list = { alias: 't', sql, values: [], search };
  return readPage<TagRow>(reader, page, list, ({ post_count, id }) => [post_count, id]);
}

const holdsName = (name: string) => ({
  sql: holdsText('t.name'),
  values: [patternOf(name.trim().normalize('NFC'))],
});

export interface NamedTag {
  readonly id: number;
  /** Whether at least a fifth of all posts have it. */
  readonly isCommon: boolean;
}

/** Undefined for a name that no tag has. */
export async function findTagNamed(reader: Reader, name: string): Promise<NamedTag | undefined> {
  const sql = `SELECT id, post_count * 5 >= (SELECT MAX(id) FROM Post) AS isCommon FROM Tag WHERE name_key = ?`;
  const [row] = await reader.query<{ id: number; isCommon: number | null }>(sql, nameKey(name.trim()));
  return row && { id: row.id, isCommon: Boolean(row.isCommon) };
}
