import type { Prisma } from '../../platform/database/generated/client';
import { timestamp, timestampOrNull } from '../../platform/timestamp';

/** What a User object is made of. */
export const userParts = {
  participant: true,
  instructor: true,
  seminars: { include: { seminar: true }, orderBy: { id: 'asc' } },
} satisfies Prisma.UserInclude;

type UserRow = Prisma.UserGetPayload<{ include: typeof userParts }>;
type Membership = UserRow['seminars'][number];

/** The User object of the API. */
export const presentUser = (user: UserRow) => ({
  id: user.id,
  username: user.username,
  email: user.email,
  first_name: user.firstName,
  last_name: user.lastName,
  last_login: timestampOrNull(user.lastLogin),
  date_joined: timestamp(user.dateJoined),
  participant: presentParticipant(user),
  instructor: presentInstructor(user),
});

function presentParticipant({ participant, seminars }: UserRow) {
  if (participant === null) return null;
  return {
    id: participant.id,
    university: participant.university,
    accepted: participant.accepted,
    seminars: seminars.filter(({ role }) => role === 'participant').map(presentParticipation),
  };
}

const presentParticipation = (membership: Membership) => ({
  ...presentCharge(membership),
  is_active: membership.isActive,
  dropped_at: timestampOrNull(membership.droppedAt),
});

function presentInstructor({ instructor, seminars }: UserRow) {
  if (instructor === null) return null;
  const charge = seminars.find(({ role }) => role === 'instructor');
  return {
    id: instructor.id,
    company: instructor.company,
    year: instructor.year,
    charge: charge === undefined ? null : presentCharge(charge),
  };
}

const presentCharge = ({ seminar, createdAt }: Membership) => ({
  id: seminar.id,
  name: seminar.name,
  joined_at: timestamp(createdAt),
});
