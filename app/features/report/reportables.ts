import type { DatabaseClient } from '../../platform/database/database';
import { Prisma } from '../../platform/database/generated/client';
import { changeCommentState } from '../comment/comment-state';
import { lockComment } from '../comment/lock-comment';
import { lockPost } from '../post/lock-post';
import { changeState } from '../post/post-listing';

/** So many users who report the same thing hide it, until staff decide. */
export const reportsToHide = 3;

/** What decides whether something is shown, and what a report changes of it. */
export interface Reported {
  readonly hiddenAt: Date | null;
  readonly reviewedAt: Date | null;
  readonly reportCount: number;
}

export type ReviewState = Partial<Pick<Reported, 'hiddenAt' | 'reviewedAt'>>;

/** A locked thing that is not deleted, and how it is hidden and shown. */
interface Locked extends Reported {
  readonly change: (state: ReviewState) => Promise<void>;
}

/** What can be reported. */
export interface Reportable {
  readonly lock: (client: DatabaseClient, id: number) => Promise<Locked>;
  readonly table: 'Post' | 'Comment';
  readonly reports: 'PostReport' | 'CommentReport';
  readonly key: 'post_id' | 'comment_id';
}

export const post: Reportable = {
  table: 'Post',
  reports: 'PostReport',
  key: 'post_id',
  lock: async (client, id) => {
    const locked = await lockPost(client, id);
    return { ...locked, change: (state) => changeState(client, locked, state) };
  },
};

export const comment: Reportable = {
  table: 'Comment',
  reports: 'CommentReport',
  key: 'comment_id',
  lock: async (client, id) => {
    const locked = await lockComment(client, id);
    return { ...locked, change: (state) => changeCommentState(client, locked, state) };
  },
};

/** Notes a report of a locked thing and counts it; what a user reports again was reported before. @returns how many there are */
export async function note(
  client: DatabaseClient,
  { table, reports, key }: Reportable,
  { id, userId, reason }: { readonly id: number; readonly userId: number; readonly reason: string },
  { reportCount }: Reported,
): Promise<number> {
  const added = await client.$executeRaw`
    INSERT IGNORE INTO ${Prisma.raw(reports)} (${Prisma.raw(key)}, user_id, reason)
    VALUES (${id}, ${userId}, ${reason})`;
  if (added === 0) return reportCount;
  await client.$executeRaw`UPDATE ${Prisma.raw(table)} SET report_count = report_count + 1 WHERE id = ${id}`;
  return reportCount + 1;
}
