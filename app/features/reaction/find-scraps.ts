import { descending, openPage, type PageAnswer, type PageQuery } from '../../http/page';
import { readPage } from '../../http/read-page';
import type { Reader } from '../../platform/database/reader';

interface ScrapRow {
  readonly id: number;
  readonly postId: number;
}

/** Ids of the posts that a user keeps, the last kept first: one query. */
export async function findScrappedIds(
  reader: Reader,
  userId: number,
  query: PageQuery,
): Promise<PageAnswer<number>> {
  const page = openPage('scrapped', [descending('s.id')], query);
  const sql = 'SELECT s.id, s.post_id AS postId FROM PostScrap s WHERE s.user_id = ?';
  const { results, next } = await readPage<ScrapRow>(
    reader,
    page,
    { alias: 's', sql, values: [userId] },
    ({ id }) => [id],
  );
  return { results: results.map(({ postId }) => postId), next };
}
