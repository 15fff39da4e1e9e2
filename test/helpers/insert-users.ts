import type { TestUser } from './test-api';
import type { TestDatabase } from './test-database';

let batches = 0;

/** Users with both profiles, put into the database: signing up hashes a password, which takes a tenth of a second. */
export async function insertUsers({ connection }: TestDatabase, count: number): Promise<TestUser[]> {
  const firstId = ++batches * 1_000_000;
  const users = Array.from({ length: count }, (_, index) => makeUser(firstId + index));
  const insert = (sql: string, row: (user: TestUser) => unknown[]) => connection.batch(sql, users.map(row));
  await insert(
    'INSERT INTO `User` (id, username, username_key, email, password) VALUES (?, ?, ?, ?, ?)',
    (user) => [user.id, user.username, user.username, `${user.username}@example.com`, 'none'],
  );
  await insert('INSERT INTO Token (user_id, `key`) VALUES (?, ?)', ({ id, token }) => [id, token]);
  for (const table of ['ParticipantProfile', 'InstructorProfile'])
    await insert(`INSERT INTO ${table} (user_id, updated_at) VALUES (?, NOW(6))`, ({ id }) => [id]);
  return users;
}

const makeUser = (id: number): TestUser => ({
  id,
  username: `inserted${id}`,
  token: id.toString(16).padStart(40, '0'),
});

/** A user who keeps the service in order. */
export async function insertStaff(database: TestDatabase): Promise<TestUser> {
  const [user] = (await insertUsers(database, 1)) as [TestUser];
  await database.connection.query('UPDATE `User` SET is_staff = TRUE WHERE id = ?', [user.id]);
  return user;
}
