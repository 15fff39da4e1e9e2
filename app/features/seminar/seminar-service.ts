import { Forbidden, NotFound, PermissionDenied, RuleBroken } from '../../errors';
import type { VersionedCache } from '../../platform/cache/versioned-cache';
import type { Database, DatabaseClient } from '../../platform/database/database';
import { inTransaction } from '../../platform/database/transaction';
import { listSeminars } from './seminar-list';
import { presentSeminar, seminarParts } from './seminar-presenter';
import { readRole, readSeminar, type SeminarOrder, type SeminarQuery } from './seminar-schema';
import type { Role } from '../user/user-schema';

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
    const seminar = await inTransaction(this.database, async (client) => {
      if (!(await lockInstructor(client, userId))) throw new PermissionDenied();
      await refuseSecondCharge(client, userId);
      const members = { create: { userId, role: 'instructor' as const } };
      const { online = true, ...fields } = readSeminar(body);
      return client.seminar.create({ data: { ...fields, online, members }, include: seminarParts });
    });
    await this.listCache.invalidate();
    return presentSeminar(seminar);
  }

  /** Takes the user into a seminar in the role that the body asks for. */
  async join(userId: number, seminarId: number, body: unknown) {
    const seminar = await inTransaction(this.database, async (client) => {
      const capacity = await lockSeminar(client, seminarId);
      const role = readRole(body);
      await refuseSecondJoining(client, userId, seminarId);
      await admission[role](client, userId, seminarId, capacity);
      await client.userSeminar.create({ data: { userId, seminarId, role } });
      return findSeminar(client, seminarId);
    });
    await this.listCache.invalidate();
    return presentSeminar(seminar);
  }
}

async function findSeminar(client: DatabaseClient, id: number) {
  const seminar = await client.seminar.findUnique({ where: { id }, include: seminarParts });
  if (seminar === null) throw new NotFound();
  return seminar;
}

/** Everyone who joins waits here for the one before, so that the last place goes to one only; returns the capacity. */
async function lockSeminar(client: DatabaseClient, id: number): Promise<number> {
  const rows = await client.$queryRaw<{ capacity: number }[]>`
    SELECT capacity FROM Seminar WHERE id = ${id} FOR UPDATE`;
  const [seminar] = rows;
  if (seminar === undefined) throw new NotFound();
  return seminar.capacity;
}

/** Whoever takes charge of a seminar waits here for their own other request; returns whether there is a profile. */
async function lockInstructor(client: DatabaseClient, userId: number): Promise<boolean> {
  const rows = await client.$queryRaw<unknown[]>`
    SELECT id FROM InstructorProfile WHERE user_id = ${userId} FOR UPDATE`;
  return rows.length > 0;
}

async function refuseSecondCharge(client: DatabaseClient, userId: number): Promise<void> {
  const charges = await client.userSeminar.count({ where: { userId, role: 'instructor' } });
  if (charges > 0) throw new RuleBroken("You're in charge of another seminar");
}

async function refuseSecondJoining(client: DatabaseClient, userId: number, seminarId: number): Promise<void> {
  const memberships = await client.userSeminar.count({ where: { userId, seminarId } });
  if (memberships > 0) throw new RuleBroken("You've joined this seminar");
}

type Admit = (client: DatabaseClient, userId: number, seminarId: number, capacity: number) => Promise<void>;

const admission: Record<Role, Admit> = { participant: admitParticipant, instructor: admitInstructor };

async function admitParticipant(client: DatabaseClient, userId: number, seminarId: number, capacity: number) {
  const profile = await client.participantProfile.findUnique({ where: { userId } });
  if (profile === null) throw new Forbidden("You're not a participant");
  if (!profile.accepted) throw new Forbidden("You're not accepted");
  const taken = await client.userSeminar.count({ where: { seminarId, role: 'participant', isActive: true } });
  if (taken >= capacity) throw new RuleBroken('This seminar is already full');
}

async function admitInstructor(client: DatabaseClient, userId: number) {
  if (!(await lockInstructor(client, userId))) throw new Forbidden("You're not an instructor");
  await refuseSecondCharge(client, userId);
}
