import type { TestUser } from './test-api';
import type { TestDatabase } from './test-database';

let schools = 0;

/** A school of the users; returns its id. */
export async function insertSchool(
  { connection }: TestDatabase,
  ...users: readonly TestUser[]
): Promise<number> {
  const name = `school ${++schools}`;
  const sql = 'INSERT INTO School (name, name_key, updated_at) VALUES (?, ?, NOW(6))';
  const { insertId } = await connection.query(sql, [name, name]);
  const schoolId = Number(insertId);
  for (const { id } of users)
    await connection.query('REPLACE INTO Profile (user_id, school_id, updated_at) VALUES (?, ?, NOW(6))', [
      id,
      schoolId,
    ]);
  return schoolId;
}
