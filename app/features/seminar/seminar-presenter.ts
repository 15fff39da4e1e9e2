import { timestamp, timestampOrNull } from '../../platform/timestamp';
import type { SeminarRow, SeminarRows } from './find-seminar';

/** The Seminar object of the API. */
export const presentSeminar = (rows: SeminarRows) => ({
  id: rows[0].id,
  name: rows[0].name,
  capacity: rows[0].capacity,
  count: rows[0].count,
  time: rows[0].time,
  online: Boolean(rows[0].online),
  instructors: rows.filter(({ role }) => role === 'instructor').map(presentMember),
  participants: rows.filter(({ role }) => role === 'participant').map(presentParticipant),
});

const presentMember = (row: SeminarRow) => ({
  id: row.userId,
  username: row.username,
  email: row.email,
  first_name: row.firstName,
  last_name: row.lastName,
  joined_at: timestamp(row.joinedAt),
});

const presentParticipant = (row: SeminarRow) => ({
  ...presentMember(row),
  is_active: Boolean(row.isActive),
  dropped_at: timestampOrNull(row.droppedAt),
});

/** One row of the list's query: a seminar with one of its instructors, or with none. */
export interface SeminarListRow {
  readonly id: number;
  readonly name: string;
  readonly participantCount: bigint;
  readonly userId: number | null;
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly joinedAt: Date;
}

/** The list items of the API, from rows in which those of one seminar follow each other. */
export function presentSeminarList(rows: readonly SeminarListRow[]) {
  const items: ReturnType<typeof presentItem>[] = [];
  for (const row of rows) {
    if (items.at(-1)?.id !== row.id) items.push(presentItem(row));
    if (row.userId !== null) items.at(-1)?.instructors.push(presentInstructor(row));
  }
  return items;
}

const presentItem = ({ id, name, participantCount }: SeminarListRow) => ({
  id,
  name,
  instructors: [] as ReturnType<typeof presentInstructor>[],
  participant_count: Number(participantCount),
});

const presentInstructor = (row: SeminarListRow) => ({
  id: row.userId,
  username: row.username,
  email: row.email,
  first_name: row.firstName,
  last_name: row.lastName,
  joined_at: timestamp(row.joinedAt),
});
