import { Forbidden, NotFound } from '../../errors';
import { type PageQuery, presentPage } from '../../http/page';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { inTransaction } from '../../platform/database/transaction';
import { findComment } from '../comment/find-comments';
import { findPost } from '../post/find-posts';
import type { TagService } from '../tag/tag-service';
import { demandOfStaff } from '../user/staff';
import { findWaiting } from './find-waiting';
import { presentWaiting } from './report-presenter';
import { comment, note, post, type Reportable, reportsToHide } from './reportables';
import { readReport, readReview } from './report-schema';

export interface ReportServiceParts {
  readonly database: Database;
  readonly reader: Reader;
  readonly tags: Pick<TagService, 'changed'>;
}

/** What users report and staff decide. Who has reported something is told to nobody, staff neither. */
export class ReportService {
  constructor(private readonly parts: ReportServiceParts) {}

  /** Throws `NotFound`. */
  async reportPost(userId: number, id: number, body: unknown): Promise<void> {
    refuseOwn(userId, await findPost(this.parts.reader, userId, id));
    await this.#report(post, userId, id, body);
  }

  /** Throws `NotFound`. */
  async reportComment(userId: number, id: number, body: unknown): Promise<void> {
    const found = await findComment(this.parts.reader, userId, id);
    if (found.hiddenAt !== null && !found.isForStaff) throw new NotFound();
    refuseOwn(userId, found);
    await this.#report(comment, userId, id, body);
  }

  /** Of staff: what is hidden and waits for them, posts first. */
  async list(userId: number, query: PageQuery) {
    await demandOfStaff('listReports', this.parts.reader, userId);
    return presentPage(await findWaiting(this.parts.reader, query), presentWaiting);
  }

  /** Of staff. Throws `NotFound`. */
  async reviewPost(userId: number, id: number, body: unknown) {
    await demandOfStaff('reviewPost', this.parts.reader, userId);
    return this.#review(post, id, body);
  }

  /** Of staff. Throws `NotFound`. */
  async reviewComment(userId: number, id: number, body: unknown) {
    await demandOfStaff('reviewComment', this.parts.reader, userId);
    return this.#review(comment, id, body);
  }

  async #report(what: Reportable, userId: number, id: number, body: unknown): Promise<void> {
    const { reason } = readReport(body);
    const hides = await inTransaction(this.parts.database, async (client) => {
      const locked = await what.lock(client, id);
      const count = await note(client, what, { id, userId, reason }, locked);
      const isDecided = locked.hiddenAt !== null || locked.reviewedAt !== null;
      if (isDecided || count < reportsToHide) return false;
      await locked.change({ hiddenAt: new Date() });
      return true;
    });
    if (hides) await this.parts.tags.changed();
  }

  /** The last word: later reports hide it no more by themselves. */
  async #review(what: Reportable, id: number, body: unknown) {
    const { database, tags } = this.parts;
    const reviewed = await inTransaction(database, async (client) => {
      const locked = await what.lock(client, id);
      const { hidden } = readReview(body);
      const hiddenAt = hidden ? (locked.hiddenAt ?? new Date()) : null;
      await locked.change({ hiddenAt, reviewedAt: new Date() });
      return { id, is_hidden: hidden, report_count: locked.reportCount };
    });
    await tags.changed();
    return reviewed;
  }
}

export const ownReport = "You can't report what you wrote";

function refuseOwn(reporterId: number, { userId }: { readonly userId: number }): void {
  if (reporterId === userId) throw new Forbidden(ownReport);
}
