import { InvalidFields, NotFound, RuleBroken } from '../../errors';
import { presentPage } from '../../http/page';
import { demand } from '../../permissions';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { isDuplicate, retryingConflicts } from '../../platform/database/transaction';
import { findFriend, findFriends, findFriendship, findStateBetween, pairOf } from './find-friends';
import { presentFriend } from './friend-presenter';
import { type FriendQuery, type FriendState, readFriendAnswer, readFriendRequest } from './friend-schema';

/** Who is whose friend: two users have one friendship or none, whoever of them has asked. */
export class FriendService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
  ) {}

  async list(userId: number, query: FriendQuery) {
    return presentPage(await findFriends(this.reader, userId, query), presentFriend);
  }

  /** Asks another user. */
  async ask(userId: number, body: unknown) {
    const { user } = readFriendRequest(body);
    if (user === userId) throw new RuleBroken(friendOfOneself);
    await this.#refuseUnknown(user);
    const data = { ...pairOf(userId, user), askerId: userId };
    const { id } = await this.#insert(userId, user, data);
    return presentFriend(await findFriend(this.reader, userId, id));
  }

  /** Says yes or no to who has asked the user; undefined after a no. */
  async answer(userId: number, id: number, body: unknown) {
    const { lowId, highId, askerId } = await findFriendship(this.reader, id);
    demand('answerFriend', { owner: [lowId, highId].includes(userId) && askerId !== userId });
    const { accepted } = readFriendAnswer(body);
    if (!accepted) return this.#delete(id);
    await this.#accept(id);
    return presentFriend(await findFriend(this.reader, userId, id));
  }

  /** Ends it for both, or takes back what was asked. */
  async remove(userId: number, id: number): Promise<void> {
    const { lowId, highId } = await findFriendship(this.reader, id);
    demand('deleteFriend', { owner: [lowId, highId].includes(userId) });
    await this.#delete(id);
  }

  async #refuseUnknown(userId: number): Promise<void> {
    const [user] = await this.reader.query('SELECT id FROM `User` WHERE id = ?', userId);
    if (user === undefined) throw new InvalidFields({ user: [unknownUser] });
  }

  /** Whether there is one already is known only when it is there: both may ask at once. */
  async #insert(userId: number, otherId: number, data: { lowId: number; highId: number; askerId: number }) {
    try {
      return await retryingConflicts(() => this.database.friendship.create({ data, select: { id: true } }));
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new RuleBroken(thereIs[(await findStateBetween(this.reader, userId, otherId)) ?? 'asked']);
    }
  }

  /** Once, so that a second yes changes nothing. */
  #accept(id: number) {
    const where = { id, acceptedAt: null };
    const data = { acceptedAt: new Date() };
    return retryingConflicts(() => this.database.friendship.updateMany({ where, data }));
  }

  /** Of two who do so at once, the second one is told that it is gone. */
  async #delete(id: number): Promise<undefined> {
    const { count } = await retryingConflicts(() => this.database.friendship.deleteMany({ where: { id } }));
    if (count === 0) throw new NotFound();
  }
}

export const unknownUser = 'No user has this id.';
export const friendOfOneself = "You can't be your own friend";
export const thereIs: Readonly<Record<FriendState, string>> = {
  accepted: "You're friends already",
  asked: "You've asked this user already",
  received: 'This user has asked you already',
};
