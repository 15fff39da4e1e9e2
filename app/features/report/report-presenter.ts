import { timestampOfText } from '../../platform/timestamp';
import type { WaitingRow } from './find-waiting';

/** What staff see of something that waits for them. */
export const presentWaiting = (row: WaitingRow) => ({
  kind: row.kind === 0 ? 'post' : 'comment',
  id: row.id,
  post: row.postId,
  title: row.title,
  contents: row.contents,
  is_anonymous: Boolean(row.isAnonymous),
  author: { id: row.userId, username: row.username, nickname: row.nickname ?? '' },
  report_count: row.reportCount,
  reasons: JSON.parse(row.reasons ?? '[]') as string[],
  hidden_at: timestampOfText(row.hiddenAt),
});
