import { InvalidFields } from '../../errors';
import { presentPage } from '../../http/page';
import { demand } from '../../permissions';
import type { Database, DatabaseClient } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { inTransaction } from '../../platform/database/transaction';
import { findBoard } from '../board/find-boards';
import type { TagService } from '../tag/tag-service';
import { isStaff } from '../user/staff';
import { findPostIds } from './find-post-ids';
import { findPost, findPosts } from './find-posts';
import { lockListedPost } from './lock-post';
import { changeState } from './post-listing';
import { presentPost } from './post-presenter';
import { type PostQuery, type PostUpdate, readPost, readPostUpdate } from './post-schema';
import { writePostTags } from './write-post-tags';

export interface PostServiceParts {
  readonly database: Database;
  readonly reader: Reader;
  readonly tags: TagService;
}

/** What users write on the boards. An anonymous author is known to nobody but staff. */
export class PostService {
  constructor(private readonly parts: PostServiceParts) {}

  /** Those of all boards. */
  async list(userId: number, query: PostQuery, board?: number) {
    const { reader } = this.parts;
    const seesAnonymous = await this.#seesAnonymous(userId, query.author);
    const { results, next } = await findPostIds(reader, { ...query, board, seesAnonymous }, query);
    return presentPage({ results: await findPosts(reader, userId, results), next }, presentPost);
  }

  /** Throws `NotFound`. */
  async listOfBoard(userId: number, boardId: number, query: PostQuery) {
    await findBoard(this.parts.reader, boardId);
    return this.list(userId, query, boardId);
  }

  /** Throws `NotFound`. */
  async get(userId: number, id: number) {
    return presentPost(await findPost(this.parts.reader, userId, id));
  }

  async create(userId: number, boardId: number, body: unknown) {
    const board = await findBoard(this.parts.reader, boardId);
    const { tags, ...fields } = readPost(body);
    if (fields.is_anonymous && !board.allowsAnonymous)
      throw new InvalidFields({ is_anonymous: [notAnonymous] });
    const { title, contents } = fields;
    const data = { title, contents, boardId, userId, ...written(fields) };
    const id = await this.#writing(tags, async (client, tagIds) => {
      const post = await client.post.create({ data, select: { id: true, isListed: true } });
      if (tagIds.length > 0) await writePostTags(client, post, tagIds);
      return post.id;
    });
    return this.get(userId, id);
  }

  /** Changes what the body names, of a post of the user. */
  async update(userId: number, id: number, body: unknown) {
    const post = await this.#demandOwn('updatePost', userId, id);
    const { tags, is_anonymous, ...fields } = readPostUpdate(body);
    if ((is_anonymous ?? post.is_anonymous) !== post.is_anonymous)
      throw new InvalidFields({ is_anonymous: [staysAsItIs] });
    const data = written(fields);
    if (tags === undefined && Object.keys(data).length === 0) return post;
    await this.#writing(tags, async (client, tagIds) => {
      await lockListedPost(client, id);
      await client.post.updateMany({ where: { id }, data });
      if (tags !== undefined) await writePostTags(client, { id, isListed: true }, tagIds);
    });
    return this.get(userId, id);
  }

  /** Hides a post of the user for good. */
  async remove(userId: number, id: number): Promise<void> {
    await this.#demandOwn('deletePost', userId, id);
    await this.#writing([], async (client) => {
      const post = await lockListedPost(client, id);
      await changeState(client, post, { deletedAt: new Date() });
    });
  }

  async #demandOwn(call: 'updatePost' | 'deletePost', userId: number, id: number) {
    const post = await this.get(userId, id);
    demand(call, { owner: post.is_mine });
    return post;
  }

  /** Writes in a transaction, with tags that are there; undefined where no tag is counted anew. */
  async #writing<T>(
    names: readonly string[] | undefined,
    write: (client: DatabaseClient, tagIds: readonly number[]) => Promise<T>,
  ): Promise<T> {
    const { database, tags } = this.parts;
    const tagIds = await tags.take(names ?? []);
    const result = await inTransaction(database, (client) => write(client, tagIds));
    if (names !== undefined) await tags.changed();
    return result;
  }

  async #seesAnonymous(userId: number, author: number | undefined): Promise<boolean> {
    if (author === undefined || author === userId) return true;
    return isStaff(this.parts.reader, userId);
  }
}

export const notAnonymous = 'This board has no anonymous posts.';
export const staysAsItIs = 'Whether a post is anonymous cannot be changed.';

const written = ({ title, contents, is_anonymous, is_question }: PostUpdate) => ({
  ...(title !== undefined && { title }),
  ...(contents !== undefined && { contents }),
  ...(is_anonymous !== undefined && { isAnonymous: is_anonymous }),
  ...(is_question !== undefined && { isQuestion: is_question }),
});
