import type { Prisma } from '../../platform/database/generated/client';
import { timestamp, timestampOfText, timestampOrNull } from '../../platform/timestamp';

/** What a Seminar object is made of; members stand in the order in which they joined. */
export const seminarParts = {
  members: { include: { user: true }, orderBy: { id: 'asc' } },
} satisfies Prisma.SeminarInclude;

type SeminarRow = Prisma.SeminarGetPayload<{ include: typeof seminarParts }>;
type Member = SeminarRow['members'][number];

/** The Seminar object of the API. */
export const presentSeminar = (seminar: SeminarRow) => ({
  id: seminar.id,
  name: seminar.name,
  capacity: seminar.capacity,
  count: seminar.count,
  time: seminar.time,
  online: seminar.online,
  instructors: seminar.members.filter(({ role }) => role === 'instructor').map(presentMember),
  participants: seminar.members.filter(({ role }) => role === 'participant').map(presentParticipant),
});

const presentMember = ({ user, createdAt }: Member) => ({
  id: user.id,
  username: user.username,
  email: user.email,
  first_name: user.firstName,
  last_name: user.lastName,
  joined_at: timestamp(createdAt),
});

const presentParticipant = (member: Member) => ({
  ...presentMember(member),
  is_active: member.isActive,
  dropped_at: timestampOrNull(member.droppedAt),
});

/** One row of the list's query: a seminar with one of its instructors, or with none. */
export interface SeminarListRow {
  readonly id: number;
  readonly name: string;
  readonly participantCount: number;
  readonly userId: number | null;
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** As MySQL writes it. */
  readonly joinedAt: string;
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
  participant_count: participantCount,
});

const presentInstructor = (row: SeminarListRow) => ({
  id: row.userId,
  username: row.username,
  email: row.email,
  first_name: row.firstName,
  last_name: row.lastName,
  joined_at: timestampOfText(row.joinedAt),
});
