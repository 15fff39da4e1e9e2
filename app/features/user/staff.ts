import { type Call, demand } from '../../permissions';
import type { Reader } from '../../platform/database/reader';

/** Whether a user is of those who keep the service in order: one row by its key. */
export async function isStaff(reader: Reader, userId: number): Promise<boolean> {
  const [user] = await reader.query<{ isStaff: number }>(
    'SELECT is_staff AS isStaff FROM `User` WHERE id = ?',
    userId,
  );
  return Boolean(user?.isStaff);
}

/** Of a call that nobody owns anything of. Throws `PermissionDenied`. */
export async function demandOfStaff(call: Call, reader: Reader, userId: number): Promise<void> {
  demand(call, { staff: await isStaff(reader, userId) });
}
