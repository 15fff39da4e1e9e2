import { Forbidden, NotFound, PermissionDenied, RuleBroken } from '../../errors';
import type { VersionedCache } from '../../platform/cache/versioned-cache';
import type { Database, DatabaseClient } from '../../platform/database/database';
import { inTransaction, retryingConflicts } from '../../platform/database/transaction';
import type { Role } from '../user/user-schema';
import { findSeminar } from './find-seminar';
import { listSeminars } from './seminar-list';
import { presentSeminar } from './seminar-presenter';
import {
  readRole,
  readSeminar,
  readSeminarUpdate,
  type SeminarOrder,
  type SeminarQuery,
} from './seminar-schema';
import { findStanding, lockStanding, type Standing } from './standing';

/** The seminars and who takes part in them. */
export class SeminarService {
  constructor(
    private readonly database: Database,
    private readonly listCache: VersionedCache<SeminarOrder>,
  ) {}

  /** The list as JSON; only the list of all seminars is cached. */
  async list(query: SeminarQuery): Promise<{ json: Buffer; cache?: 'hit' | 'miss' }> {
    const load = async () => Buffer.from(JSON.stringify(await listSeminars(this.database, query)));
    if (query.name !== '') return { json: await load() };
    const { value, hit } = await this.listCache.get(query.order, load);
    return { json: value, cache: hit ? 'hit' : 'miss' };
  }

  /** Throws `NotFound`. */
  async get(id: number) {
    return presentSeminar(await findSeminar(this.database, id));
  }

  /** Makes a seminar in the charge of the user. */
  async create(userId: number, body: unknown) {
    const { id } = await inTransaction(this.database, async (client) => {
      const standing = await lockStanding(client, userId, noSeminar);
      if (!standing.isInstructor) throw new PermissionDenied();
      refuseSecondCharge(standing);
      const { online = true, ...fields } = readSeminar(body);
      const members = { create: { userId, role: 'instructor' as const } };
      return client.seminar.create({ data: { ...fields, online, members }, select: { id: true } });
    });
    return this.#changed(id);
  }

  /** Changes what the body names, in a seminar that the user is in charge of. */
  async update(userId: number, id: number, body: unknown) {
    await inTransaction(this.database, async (client) => {
      const standing = await lockStanding(client, userId, id);
      if (!standing.isInstructor) throw new PermissionDenied();
      refuseUnknown(standing);
      if (standing.charge !== id) throw new Forbidden("You're not in charge of this seminar");
      const update = readSeminarUpdate(body);
      if ((update.capacity ?? Infinity) < standing.taken) throw new RuleBroken(capacityTooSmall);
      await client.seminar.updateMany({ where: { id }, data: update });
    });
    return this.#changed(id);
  }

  /** Takes the user into a seminar in the role that the body asks for. */
  async join(userId: number, id: number, body: unknown) {
    await inTransaction(this.database, async (client) => {
      const standing = await lockStanding(client, userId, id);
      refuseUnknown(standing);
      const role = readRole(body);
      if (standing.hasJoined) throw new RuleBroken("You've joined this seminar");
      admit[role](standing);
      await client.userSeminar.createMany({ data: { userId, seminarId: id, role } });
    });
    return this.#changed(id);
  }

  /** Ends the user's participation; changes nothing for whoever does not participate. */
  async drop(userId: number, id: number) {
    const standing = await findStanding(this.database, userId, id);
    if (standing.accepted === undefined) throw new PermissionDenied();
    refuseUnknown(standing);
    if (standing.charge === id) throw new Forbidden("You're in charge of this seminar");
    const { count } = await retryingConflicts(() => endParticipation(this.database, userId, id));
    return count > 0 ? this.#changed(id) : this.get(id);
  }

  /** The seminar after a write, with which the list is old. */
  async #changed(id: number) {
    await this.listCache.invalidate();
    return this.get(id);
  }
}

const endParticipation = (client: DatabaseClient, userId: number, seminarId: number) =>
  client.userSeminar.updateMany({
    where: { userId, seminarId, role: 'participant', isActive: true },
    data: { isActive: false, droppedAt: new Date() },
  });

/** No row has it. */
const noSeminar = 0;

const capacityTooSmall = 'Capacity should be bigger than the number of participants';

function refuseUnknown({ capacity }: Standing): void {
  if (capacity === undefined) throw new NotFound();
}

function refuseSecondCharge({ charge }: Standing): void {
  if (charge !== undefined) throw new RuleBroken("You're in charge of another seminar");
}

const admit: Record<Role, (standing: Standing) => void> = {
  participant: ({ accepted, capacity = 0, taken }) => {
    if (accepted === undefined) throw new Forbidden("You're not a participant");
    if (!accepted) throw new Forbidden("You're not accepted");
    if (taken >= capacity) throw new RuleBroken('This seminar is already full');
  },
  instructor: (standing) => {
    if (!standing.isInstructor) throw new Forbidden("You're not an instructor");
    refuseSecondCharge(standing);
  },
};
