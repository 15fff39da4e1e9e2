import { httpPaths } from '../../../contract';
import { timestamp, timestampOrNull } from '../../platform/timestamp';
import type { UserRow, UserRows } from './find-user';

/** The User object of the API. */
export const presentUser = (rows: UserRows) => ({
  id: rows[0].id,
  username: rows[0].username,
  email: rows[0].email,
  first_name: rows[0].firstName,
  last_name: rows[0].lastName,
  last_login: timestampOrNull(rows[0].lastLogin),
  date_joined: timestamp(rows[0].dateJoined),
  is_staff: Boolean(rows[0].isStaff),
  profile: presentProfile(rows),
  participant: presentParticipant(rows),
  instructor: presentInstructor(rows),
});

/** For the user alone, who has just said the password. */
export const presentUserWithToken = (rows: UserRows) => ({ ...presentUser(rows), token: rows[0].token });

function presentProfile([row]: UserRows) {
  const { nickname, schoolId, schoolName, departmentId, departmentName, pictureName } = row;
  return {
    nickname: nickname ?? '',
    school: schoolId === null ? null : { id: schoolId, name: schoolName },
    department: departmentId === null ? null : { id: departmentId, name: departmentName },
    picture: pictureName === null ? null : `${httpPaths.media}${pictureName}`,
  };
}

function presentParticipant(rows: UserRows) {
  const [{ participantId, university, accepted }] = rows;
  if (participantId === null) return null;
  const seminars = rows.filter(({ role }) => role === 'participant').map(presentParticipation);
  return { id: participantId, university, accepted: Boolean(accepted), seminars };
}

const presentParticipation = (row: UserRow) => ({
  ...presentCharge(row),
  is_active: Boolean(row.isActive),
  dropped_at: timestampOrNull(row.droppedAt),
});

function presentInstructor(rows: UserRows) {
  const [{ instructorId, company, year }] = rows;
  if (instructorId === null) return null;
  const charge = rows.find(({ role }) => role === 'instructor');
  return { id: instructorId, company, year, charge: charge === undefined ? null : presentCharge(charge) };
}

const presentCharge = ({ seminarId, seminarName, joinedAt }: UserRow) => ({
  id: seminarId,
  name: seminarName,
  joined_at: timestamp(joinedAt),
});
