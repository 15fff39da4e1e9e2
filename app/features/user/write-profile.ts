import { type FieldErrors, InvalidFields } from '../../errors';
import type { DatabaseClient } from '../../platform/database/database';
import { routeId } from '../../http/route-id';
import { lockUser } from './find-user';
import type { References, UserUpdate } from './user-schema';
import { given } from './write-user';

/** What is wrong with what a profile would refer to. */
export async function refusedReferences(
  client: DatabaseClient,
  userId: number,
  references: References,
): Promise<FieldErrors> {
  const { school, department, picture } = references;
  const schoolId = school === undefined ? await schoolOf(client, userId) : school;
  const isSchool = school == null || (await isThere(client, school));
  const isDepartment = department == null || (await isOfSchool(client, department, schoolId));
  const isPicture = picture == null || (await isOwn(client, picture, userId));
  return {
    ...(!isSchool && { school: ['There is no such school.'] }),
    ...(!isDepartment && { department: ['The school has no such department.'] }),
    ...(!isPicture && { picture: ['You have no such picture.'] }),
  };
}

/** Writes what the update names of the profile; a new school takes the old department away. Throws `InvalidFields`. */
export async function writeProfile(
  client: DatabaseClient,
  userId: number,
  update: UserUpdate,
): Promise<void> {
  const { nickname, school, department, picture } = update;
  const named = given({ nickname, schoolId: school, departmentId: department, pictureId: picture });
  if (named === undefined) return;
  // Whoever changes the school at the same time waits here, and is seen below.
  await lockUser(client, userId);
  const refused = await refusedReferences(client, userId, { school, department });
  if (Object.keys(refused).length > 0) throw new InvalidFields(refused);
  const moves = school !== undefined && school !== (await schoolOf(client, userId));
  const data = { ...(moves && { departmentId: null }), ...named };
  await client.profile.upsert({ where: { userId }, create: { userId, ...data }, update: data });
}

async function schoolOf(client: DatabaseClient, userId: number): Promise<number | null> {
  const profile = await client.profile.findUnique({ where: { userId }, select: { schoolId: true } });
  return profile?.schoolId ?? null;
}

/** What no row can have, the database need not be asked for. */
const isId = (id: number) => routeId(String(id)) === id && id > 0;

const isThere = async (client: DatabaseClient, id: number) =>
  isId(id) && (await client.school.count({ where: { id } })) === 1;

const isOfSchool = async (client: DatabaseClient, id: number, schoolId: number | null) =>
  schoolId !== null &&
  isId(schoolId) &&
  isId(id) &&
  (await client.department.count({ where: { id, schoolId } })) === 1;

const isOwn = async (client: DatabaseClient, id: number, userId: number) =>
  isId(id) && (await client.media.count({ where: { id, userId, deletedAt: null } })) === 1;
