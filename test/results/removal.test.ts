import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mariadb';
import { mark, removal, stampOf } from '../../bin/evidence/visit';
import { type MysqlServer, startMysqlServer, testUser } from '../helpers/mysql-server';
import { isOnPath, isRootOnLinux } from '../helpers/machine';
import { describeWhere } from '../helpers/when-available';

const stamp = stampOf(new Date('2026-11-22T06:15:03Z'));

const users: readonly (readonly [username: string, goes: boolean])[] = [
  [`${mark}-instructor-${stamp}`, true],
  [`${mark}-participant-${stamp}`, true],
  [`${mark}-cache-${stamp}`, true],
  [`${mark}-instructor-19990101T000000Z`, true],
  ['ada', false],
  [mark, false],
  [`${mark}-instructor`, false],
  [`${mark}-ada-${stamp}`, false],
  [`${mark}-instructor-${stamp}-2`, false],
  [`${mark}-instructor-${stamp}\n`, false],
  [`a-${mark}-instructor-${stamp}`, false],
  [`a\n${mark}-cache-${stamp}`, false],
  [`${mark.toUpperCase()}-INSTRUCTOR-${stamp}`, false],
  [`${mark}-instructor-${stamp.toLowerCase()}`, false],
  [`${mark}-instructor-2026`, false],
];
const seminars: readonly (readonly [name: string, goes: boolean])[] = [
  [`${mark} ${stamp}`, true],
  ['Databases', false],
  [`${mark} of this year`, false],
  [`${mark}-${stamp}`, false],
  [`${mark} ${stamp} again`, false],
  [`${mark} ${stamp}\n`, false],
  [`About ${mark} ${stamp}`, false],
];

describeWhere(isRootOnLinux && isOnPath('mmdebstrap'), 'root on Linux with mmdebstrap', 'the removal', () => {
  let mysql: MysqlServer;
  let connection: Connection;
  const left: string[] = [];

  /** On a server like the one in RDS, which understands patterns in its own way. */
  beforeAll(async () => {
    mysql = await startMysqlServer();
    const server = { host: '127.0.0.1', port: mysql.port, ...testUser, allowPublicKeyRetrieval: true };
    connection = await createConnection(server);
    await connection.query('CREATE DATABASE waffle');
    await connection.query('USE waffle');
    await connection.query('CREATE TABLE User (id INT PRIMARY KEY AUTO_INCREMENT, username VARCHAR(150))');
    await connection.query('CREATE TABLE Seminar (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(150))');
    await connection.batch('INSERT INTO User (username) VALUES (?)', users.map(([name]) => [name]));
    await connection.batch('INSERT INTO Seminar (name) VALUES (?)', seminars.map(([name]) => [name]));
    for (const statement of removal) await connection.query(statement);
    const rows = await connection.query<{ name: string }[]>(
      'SELECT username AS name FROM User UNION ALL SELECT name FROM Seminar',
    );
    left.push(...rows.map(({ name }) => name));
  }, 60_000);
  afterAll(async () => {
    await connection?.end();
    await mysql?.stop();
  });

  test.each(users)('of the user %j is %s', (username, goes) => {
    expect(left.includes(username)).toBe(!goes);
  });

  test.each(seminars)('of the seminar %j is %s', (name, goes) => {
    expect(left.includes(name)).toBe(!goes);
  });
});
