import type { Database, DatabaseClient } from '../../platform/database/database';
import { retryingConflicts } from '../../platform/database/transaction';
import { type Claims, lifetimes, newNonce } from './jwt';

/** So many of those whose time is over go with each sign-in, which makes one. */
const swept = 20;

/**
 * A family is one sign-in and all refresh tokens that come from it, one after the other; the row knows the one that is good
 * now. One that comes back a second time was copied by somebody, and which of the two is the thief nobody can tell: the
 * family ends.
 */
export class RefreshFamilies {
  constructor(private readonly database: Database) {}

  /** Begins a family of the user. */
  async begin(userId: number): Promise<Claims> {
    await this.#sweep();
    const data = { userId, nonce: newNonce(), expiresAt: expiry() };
    const { id } = await retryingConflicts(() =>
      this.database.refreshFamily.create({ data, select: { id: true } }),
    );
    return { userId, familyId: id, nonce: data.nonce };
  }

  /** The next one in place of this one, which ends with it; undefined, and then the family has ended too. */
  async rotate({ userId, familyId, nonce }: Claims): Promise<Claims | undefined> {
    const next = newNonce();
    // One statement: of many at once, one finds the old token.
    const changed = await retryingConflicts(
      () => this.database.$executeRaw`
        UPDATE RefreshFamily SET nonce = ${next}, expires_at = ${expiry()}
        WHERE id = ${familyId} AND user_id = ${userId} AND nonce = ${nonce}`,
    );
    if (changed === 1) return { userId, familyId, nonce: next };
    await this.end({ userId, familyId });
    return undefined;
  }

  /** Afterwards none of its refresh tokens is good. */
  async end({ userId, familyId }: Omit<Claims, 'nonce'>): Promise<void> {
    const where = { id: familyId, userId };
    await retryingConflicts(() => this.database.refreshFamily.deleteMany({ where }));
  }

  async #sweep(): Promise<void> {
    const expired = { where: { expiresAt: { lt: new Date() } }, select: { id: true }, take: swept };
    const ids = (await this.database.refreshFamily.findMany(expired)).map(({ id }) => id);
    if (ids.length === 0) return;
    await retryingConflicts(() => this.database.refreshFamily.deleteMany({ where: { id: { in: ids } } }));
  }
}

/** Ends every sign-in of a user, as a new password does. */
export const endFamilies = (client: DatabaseClient, userId: number) =>
  client.refreshFamily.deleteMany({ where: { userId } });

const expiry = () => new Date(Date.now() + lifetimes.refresh * 1_000);
