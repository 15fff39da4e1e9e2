import { InvalidFields } from '../../errors';
import { type PageQuery, presentPage } from '../../http/page';
import { demand } from '../../permissions';
import type { Database, DatabaseClient } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { inTransaction } from '../../platform/database/transaction';
import { findBoard } from '../board/find-boards';
import { findPost } from '../post/find-posts';
import { lockListedPost } from '../post/lock-post';
import { presentComment } from './comment-presenter';
import { readComment, readCommentUpdate } from './comment-schema';
import { countComment } from './count-comment';
import { findComment, findComments } from './find-comments';
import { findCommentLocked, lockComment } from './lock-comment';
import { takeAlias } from './take-alias';

/** What users say to a post, and to what is said. */
export class CommentService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
  ) {}

  /** Throws `NotFound`. */
  async list(userId: number, postId: number, query: PageQuery) {
    await findPost(this.reader, userId, postId);
    return presentPage(await findComments(this.reader, userId, postId, query), presentComment);
  }

  /** Throws `NotFound`. */
  async get(userId: number, id: number) {
    return presentComment(await findComment(this.reader, userId, id));
  }

  async create(userId: number, postId: number, body: unknown) {
    const { boardId } = await findPost(this.reader, userId, postId);
    const { contents, is_anonymous: isAnonymous = false, parent: parentId = null } = readComment(body);
    if (isAnonymous) await this.#refuseWhereNamed(boardId);
    const data = { postId, userId, parentId, contents, isAnonymous };
    const { id } = await inTransaction(this.database, async (client) => {
      const post = await lockListedPost(client, postId);
      if (parentId !== null) await refuseParent(client, postId, parentId);
      if (isAnonymous) await takeAlias(client, post, userId);
      await countComment(client, data, 1);
      return client.comment.create({ data, select: { id: true } });
    });
    return this.get(userId, id);
  }

  /** Changes a comment of the user. */
  async update(userId: number, id: number, body: unknown) {
    const comment = await this.#demandOwn('updateComment', userId, id);
    const data = readCommentUpdate(body);
    if (Object.keys(data).length === 0) return comment;
    await this.#onLocked(comment, (client) => client.comment.updateMany({ where: { id }, data }));
    return this.get(userId, id);
  }

  /** Hides what a user has said for good; its place stays while there are replies. */
  async remove(userId: number, id: number): Promise<void> {
    const comment = await this.#demandOwn('deleteComment', userId, id);
    await this.#onLocked(comment, async (client) => {
      await client.$executeRaw`UPDATE Comment SET deleted_at = NOW(6) WHERE id = ${id}`;
      await countComment(client, { postId: comment.post, parentId: comment.parent }, -1);
    });
  }

  async #demandOwn(call: 'updateComment' | 'deleteComment', userId: number, id: number) {
    const row = await findComment(this.reader, userId, id);
    demand(call, { owner: row.userId === userId });
    return presentComment(row);
  }

  /** Post first, then what is replied to, then the comment: whoever writes takes them in this order. */
  #onLocked(
    { id, post, parent }: { id: number; post: number; parent: number | null },
    write: (client: DatabaseClient) => Promise<unknown>,
  ): Promise<unknown> {
    return inTransaction(this.database, async (client) => {
      await lockListedPost(client, post);
      if (parent !== null) await findCommentLocked(client, parent);
      await lockComment(client, id);
      await write(client);
    });
  }

  async #refuseWhereNamed(boardId: number): Promise<void> {
    const { allowsAnonymous } = await findBoard(this.reader, boardId);
    if (!allowsAnonymous) throw new InvalidFields({ is_anonymous: [noAnonymousComments] });
  }
}

export const noAnonymousComments = 'This board has no anonymous comments.';
export const noSuchParent = 'The post has no comment with this id.';
export const parentIsReply = 'A reply has no replies.';

async function refuseParent(client: DatabaseClient, postId: number, parentId: number): Promise<void> {
  const parent = parentId > 0 && parentId < 2 ** 31 ? await findCommentLocked(client, parentId) : undefined;
  if (parent?.postId !== postId || parent.hiddenAt !== null)
    throw new InvalidFields({ parent: [noSuchParent] });
  if (parent.parentId !== null) throw new InvalidFields({ parent: [parentIsReply] });
}
