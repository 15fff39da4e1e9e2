import type { DatabaseClient } from '../../platform/database/database';

/** What the rules ask about a user and a seminar. */
export interface Standing {
  /** Whether the participant profile is accepted; undefined without one. */
  readonly accepted: boolean | undefined;
  readonly isInstructor: boolean;
  /** The seminar that the user is in charge of. */
  readonly charge: number | undefined;
  readonly hasJoined: boolean;
  /** Undefined for an unknown seminar. */
  readonly capacity: number | undefined;
  /** Active participants of the seminar. */
  readonly taken: number;
}

interface StandingRow {
  readonly accepted: number | null;
  readonly instructor: bigint;
  readonly charge: number | null;
  readonly joined: bigint;
  readonly capacity: number | null;
  readonly taken: bigint;
}

export async function findStanding(
  client: DatabaseClient,
  userId: number,
  seminarId: number,
): Promise<Standing> {
  const [row] = await client.$queryRaw<[StandingRow]>`
    SELECT
      (SELECT accepted FROM ParticipantProfile WHERE user_id = ${userId}) AS accepted,
      EXISTS (SELECT 1 FROM InstructorProfile WHERE user_id = ${userId}) AS instructor,
      (SELECT MIN(seminar_id) FROM UserSeminar WHERE user_id = ${userId} AND role = 'instructor') AS charge,
      EXISTS (SELECT 1 FROM UserSeminar WHERE user_id = ${userId} AND seminar_id = ${seminarId}) AS joined,
      (SELECT capacity FROM Seminar WHERE id = ${seminarId}) AS capacity,
      (SELECT COUNT(*) FROM UserSeminar
       WHERE seminar_id = ${seminarId} AND role = 'participant' AND is_active) AS taken`;
  return {
    accepted: row.accepted === null ? undefined : row.accepted !== 0,
    isInstructor: Boolean(row.instructor),
    charge: row.charge ?? undefined,
    hasJoined: Boolean(row.joined),
    capacity: row.capacity ?? undefined,
    taken: Number(row.taken),
  };
}

/**
 * As `findStanding`, and true until the end of the transaction: whoever changes the seminar or its members waits here
 * for the one before, and a user for their own other request.
 */
export async function lockStanding(
  client: DatabaseClient,
  userId: number,
  seminarId: number,
): Promise<Standing> {
  await client.$queryRaw`
    SELECT u.id FROM \`User\` u LEFT JOIN Seminar s ON s.id = ${seminarId} WHERE u.id = ${userId} FOR UPDATE`;
  return findStanding(client, userId, seminarId);
}
