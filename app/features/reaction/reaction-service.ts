import { type PageQuery, presentPage } from '../../http/page';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { inTransaction } from '../../platform/database/transaction';
import { findComment } from '../comment/find-comments';
import { findPosts } from '../post/find-posts';
import { presentPost } from '../post/post-presenter';
import { findScrappedIds } from './find-scraps';
import { commentLike, postLike, postScrap, react, type Reaction } from './reactions';

/** Who does what: twice is the same as once. */
export interface Doing {
  readonly id: number;
  readonly userId: number;
  /** Or no more. */
  readonly on: boolean;
}

/** What users like and keep. Rows and counters agree whoever reacts at once: see docs/decisions/community.md. */
export class ReactionService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
  ) {}

  /** Throws `NotFound`. */
  async likePost(doing: Doing) {
    return { like_count: await this.#react(postLike, doing), is_liked: doing.on };
  }

  /** Throws `NotFound`. */
  async scrapPost(doing: Doing) {
    return { scrap_count: await this.#react(postScrap, doing), is_scrapped: doing.on };
  }

  /** Throws `NotFound`. */
  async likeComment(doing: Doing) {
    await findComment(this.reader, doing.userId, doing.id);
    const like_count = await this.#react(commentLike, doing);
    return { like_count, is_liked: doing.on };
  }

  /** What the user keeps, the last first; what is deleted or hidden meanwhile is left out. */
  async listScraps(userId: number, query: PageQuery) {
    const { results, next } = await findScrappedIds(this.reader, userId, query);
    return presentPage({ results: await findPosts(this.reader, userId, results), next }, presentPost);
  }

  #react(reaction: Reaction, doing: Doing): Promise<number> {
    return inTransaction(this.database, (client) => react(client, reaction, doing));
  }
}
