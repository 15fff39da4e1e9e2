import { ascending, openPage, type PageAnswer, type PageQuery } from '../../http/page';
import { readPage } from '../../http/read-page';
import type { Reader } from '../../platform/database/reader';

/** A post or a comment that was reported so often that it is hidden, and that staff have not decided about. */
export interface WaitingRow {
  /** 0 is a post, 1 a comment. */
  readonly kind: number;
  readonly id: number;
  readonly postId: number;
  readonly title: string | null;
  readonly contents: string;
  readonly userId: number;
  readonly username: string;
  readonly nickname: string | null;
  readonly isAnonymous: number;
  readonly reportCount: number;
  /** JSON of the last ones. */
  readonly reasons: string | null;
  readonly hiddenAt: string;
}

/** Of one thing. */
const shownReasons = 20;

const reasonsOf = (table: string, key: string, thing: string) => `
  (SELECT CAST(JSON_ARRAYAGG(r.reason) AS CHAR) FROM (
    SELECT reason FROM ${table} WHERE ${key} = ${thing}.id ORDER BY created_at DESC LIMIT ${shownReasons}) r)`;

const isWaiting = (thing: string) =>
  `${thing}.reviewed_at IS NULL AND ${thing}.hidden_at IS NOT NULL AND ${thing}.deleted_at IS NULL`;

const select = `
  SELECT w.*, u.username, (SELECT f.nickname FROM Profile f WHERE f.user_id = u.id) AS nickname
  FROM (
    SELECT 0 AS kind, p.id, p.id AS postId, p.title, p.contents, p.user_id AS userId,
      p.is_anonymous AS isAnonymous, p.report_count AS reportCount,
      ${reasonsOf('PostReport', 'post_id', 'p')} AS reasons, p.hidden_at AS hiddenAt
    FROM Post p WHERE ${isWaiting('p')}
    UNION ALL
    SELECT 1, c.id, c.post_id, NULL, c.contents, c.user_id, c.is_anonymous, c.report_count,
      ${reasonsOf('CommentReport', 'comment_id', 'c')}, c.hidden_at
    FROM Comment c WHERE ${isWaiting('c')}
  ) w
  JOIN \`User\` u ON u.id = w.userId
  WHERE TRUE`;

/** Posts and then comments, the oldest of each first: one query. An index has what waits, and nothing else. */
export function findWaiting(reader: Reader, query: PageQuery): Promise<PageAnswer<WaitingRow>> {
  const page = openPage('waiting', [ascending('w.kind'), ascending('w.id')], query);
  const list = { alias: 'w', sql: select, values: [] };
  return readPage<WaitingRow>(reader, page, list, ({ kind, id }) => [kind, id]);
}
