import type { Database } from '../../platform/database/database';
import { Prisma } from '../../platform/database/generated/client';
import { presentSeminarList, type SeminarListRow } from './seminar-presenter';
import type { SeminarOrder, SeminarQuery } from './seminar-schema';

/** The list of seminars, in one query however many there are. */
export async function listSeminars(database: Database, { name, order }: SeminarQuery) {
  const rows = await database.$queryRaw<SeminarListRow[]>`
    SELECT s.id, s.name,
      (SELECT COUNT(*) FROM UserSeminar p
       WHERE p.seminar_id = s.id AND p.role = 'participant' AND p.is_active) AS participantCount,
      u.id AS userId, u.username, u.email, u.first_name AS firstName, u.last_name AS lastName,
      i.created_at AS joinedAt
    FROM Seminar s
    LEFT JOIN UserSeminar i ON i.seminar_id = s.id AND i.role = 'instructor'
    LEFT JOIN \`User\` u ON u.id = i.user_id
    ${nameFilter(name)}
    ORDER BY ${direction[order]}, i.id`;
  return presentSeminarList(rows);
}

/** Ids grow with time. */
const direction: Record<SeminarOrder, Prisma.Sql> = {
  default: Prisma.sql`s.id DESC`,
  earliest: Prisma.sql`s.id ASC`,
};

/**
 * Any letter case, but no more than that: the column's own collation would also ignore accents and take all emoji for
 * one.
 */
const nameFilter = (name: string): Prisma.Sql =>
  name === ''
    ? Prisma.empty
    : Prisma.sql`WHERE LOWER(s.name) COLLATE utf8mb4_bin LIKE LOWER(${`%${escapeLike(name)}%`})`;

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&');
