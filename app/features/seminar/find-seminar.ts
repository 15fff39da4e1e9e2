import { NotFound } from '../../errors';
import type { DatabaseClient } from '../../platform/database/database';
import type { Role } from '../user/user-schema';

/** A seminar with one of its members, or with none. */
export interface SeminarRow {
  readonly id: number;
  readonly name: string;
  readonly capacity: number;
  readonly count: number;
  readonly time: string;
  readonly online: number;
  readonly role: Role | null;
  readonly isActive: number;
  readonly droppedAt: Date | null;
  readonly joinedAt: Date;
  readonly userId: number;
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

export type SeminarRows = readonly [SeminarRow, ...SeminarRow[]];

/** A seminar and its members in the order in which they joined: one query. Throws `NotFound`. */
export async function findSeminar(client: DatabaseClient, id: number): Promise<SeminarRows> {
  const [first, ...others] = await client.$queryRaw<SeminarRow[]>`
    SELECT s.id, s.name, s.capacity, s.count, s.time, s.online,
      m.role, m.is_active AS isActive, m.dropped_at AS droppedAt, m.created_at AS joinedAt,
      u.id AS userId, u.username, u.email, u.first_name AS firstName, u.last_name AS lastName
    FROM Seminar s
    LEFT JOIN UserSeminar m ON m.seminar_id = s.id
    LEFT JOIN \`User\` u ON u.id = m.user_id
    WHERE s.id = ${id}
    ORDER BY m.id`;
  if (first === undefined) throw new NotFound();
  return [first, ...others];
}
