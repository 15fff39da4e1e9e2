import type { DatabaseClient } from '../../platform/database/database';
import type { LockedComment } from './lock-comment';

/** Hides or shows a locked comment. It is counted either way: its place stays. */
export async function changeCommentState(
  client: DatabaseClient,
  comment: LockedComment,
  change: Partial<Pick<LockedComment, 'hiddenAt' | 'reviewedAt'>>,
): Promise<void> {
  const { id, hiddenAt, reviewedAt } = { ...comment, ...change };
  await client.$executeRaw`
    UPDATE Comment SET hidden_at = ${hiddenAt}, reviewed_at = ${reviewedAt} WHERE id = ${id}`;
}
