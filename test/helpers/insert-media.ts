import type { TestDatabase } from './test-database';

let files = 0;

/** A picture of a user, without its file. @returns its id and where it is served */
export async function insertMedia({ connection }: TestDatabase, userId: number) {
  const name = `${String(++files).padStart(32, '0')}.jpg`;
  const { insertId } = await connection.query(
    "INSERT INTO Media (user_id, name, type, width, height, bytes) VALUES (?, ?, 'image/jpeg', 1, 1, 1)",
    [userId, name],
  );
  return { id: Number(insertId), url: `/media/${name}` };
}
