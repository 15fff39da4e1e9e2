import { NoSuchRecord, RuleBroken } from '../../errors';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { retryingConflicts } from '../../platform/database/transaction';
import { noUser } from '../todo/todo-service';
import { findFollowers, findFollowing, findFollowState } from './find-follows';
import { presentFollow, presentFollowState } from './follow-presenter';

/** Who follows whom, without asking. A follow is a row that the database has once or not at all. */
export class FollowService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
  ) {}

  /** Throws `NoSuchRecord`. */
  async get(requesterId: number, userId: number) {
    const state = await findFollowState(this.reader, requesterId, userId);
    if (state === undefined) throw new NoSuchRecord(noUser);
    return presentFollowState(state);
  }

  /** Throws `NoSuchRecord`. */
  async add(requesterId: number, userId: number) {
    await this.#requireUser(userId);
    if (requesterId === userId) throw new RuleBroken(notOneself);
    const data = { followerId: requesterId, followedId: userId };
    await retryingConflicts(() => this.database.follow.createMany({ data, skipDuplicates: true }));
    return this.get(requesterId, userId);
  }

  /** Throws `NoSuchRecord`. */
  async remove(requesterId: number, userId: number) {
    await this.#requireUser(userId);
    const where = { followerId: requesterId, followedId: userId };
    await retryingConflicts(() => this.database.follow.deleteMany({ where }));
    return this.get(requesterId, userId);
  }

  /** Throws `NoSuchRecord`. */
  async listFollowers(userId: number) {
    await this.#requireUser(userId);
    return (await findFollowers(this.reader, userId)).map(presentFollow);
  }

  /** Throws `NoSuchRecord`. */
  async listFollowing(userId: number) {
    await this.#requireUser(userId);
    return (await findFollowing(this.reader, userId)).map(presentFollow);
  }

  async #requireUser(id: number): Promise<void> {
    const [user] = await this.reader.query('SELECT id FROM `User` WHERE id = ?', id);
    if (user === undefined) throw new NoSuchRecord(noUser);
  }
}

export const notOneself = "You can't follow yourself";
