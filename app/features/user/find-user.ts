import { NotFound } from '../../errors';
import type { DatabaseClient } from '../../platform/database/database';
import type { Role } from './user-schema';

/** A user with one seminar, or with none. */
export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly lastLogin: Date | null;
  readonly dateJoined: Date;
  readonly isStaff: number;
  readonly token: string;
  readonly nickname: string | null;
  readonly schoolId: number | null;
  readonly schoolName: string;
  readonly departmentId: number | null;
  readonly departmentName: string;
  readonly pictureName: string | null;
  readonly participantId: number | null;
  readonly university: string;
  readonly accepted: number;
  readonly instructorId: number | null;
  readonly company: string;
  readonly year: number | null;
  readonly role: Role | null;
  readonly isActive: number;
  readonly droppedAt: Date | null;
  readonly joinedAt: Date;
  readonly seminarId: number;
  readonly seminarName: string;
}

export type UserRows = readonly [UserRow, ...UserRow[]];

/** A user with profiles, and seminars in the order in which they were joined: one query. Throws `NotFound`. */
export async function findUser(client: DatabaseClient, id: number): Promise<UserRows> {
  const [first, ...others] = await client.$queryRaw<UserRow[]>`
    SELECT u.id, u.username, u.email, u.first_name AS firstName, u.last_name AS lastName,
      u.last_login AS lastLogin, u.date_joined AS dateJoined, u.is_staff AS isStaff,
      t.\`key\` AS token, f.nickname, f.school_id AS schoolId, c.name AS schoolName,
      f.department_id AS departmentId, d.name AS departmentName, g.name AS pictureName,
      p.id AS participantId, p.university, p.accepted, i.id AS instructorId, i.company, i.year,
      m.role, m.is_active AS isActive, m.dropped_at AS droppedAt, m.created_at AS joinedAt,
      s.id AS seminarId, s.name AS seminarName
    FROM \`User\` u
    LEFT JOIN Token t ON t.user_id = u.id
    LEFT JOIN Profile f ON f.user_id = u.id
    LEFT JOIN School c ON c.id = f.school_id
    LEFT JOIN Department d ON d.id = f.department_id
    LEFT JOIN Media g ON g.id = f.picture_id AND g.deleted_at IS NULL
    LEFT JOIN ParticipantProfile p ON p.user_id = u.id
    LEFT JOIN InstructorProfile i ON i.user_id = u.id
    LEFT JOIN UserSeminar m ON m.user_id = u.id
    LEFT JOIN Seminar s ON s.id = m.seminar_id
    WHERE u.id = ${id}
    ORDER BY m.id`;
  if (first === undefined) throw new NotFound();
  return [first, ...others];
}

/** What changes the profiles of a user, or rests on them, waits here for the one before. */
export async function lockUser(client: DatabaseClient, id: number): Promise<void> {
  await client.$queryRaw`SELECT id FROM \`User\` WHERE id = ${id} FOR UPDATE`;
}
