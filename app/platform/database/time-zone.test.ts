import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createConnection } from 'mariadb';

import { startMysqlServer, type MysqlServer, testUser } from '../../../test/helpers/mysql-server';
import { makeSchemaTemplate } from '../../../test/helpers/schema-template';
import { TestApi } from '../../../test/helpers/test-api';

/** One of its own: the zone is the whole server's. */
let mysql: MysqlServer;
/** Wrote before the server got another time zone. */
let before: TestApi;
/** The same database, connected to afterwards. */
let after: TestApi;
let old: { readonly id: number; readonly created: Date };

const createdOf = async (api: TestApi, id: number) =>
  (await api.container.database.seminar.findUniqueOrThrow({ where: { id } })).createdAt;

const isNow = (date: Date) => Math.abs(date.getTime() - Date.now()) < 60_000;

/** What RDS's parameter `time_zone` does to sessions that begin later. */
beforeAll(async () => {
  mysql = await startMysqlServer();
  process.env.WAFFLE_TEST_MYSQL_PORT = String(mysql.port);
  await makeSchemaTemplate();
  before = await TestApi.start();
  const id = await before.createSeminar();
  old = { id, created: await createdOf(before, id) };
  await before.database.connection.query("SET GLOBAL time_zone = '+09:00'");
  after = await TestApi.start({ beside: before });
}, 60_000);

afterAll(async () => {
  await after.stop();
  await before.stop();
  await mysql.stop();
});

test('a session that does not choose shows the time of the server', async () => {
  const connection = await createConnection({
    host: '127.0.0.1',
    port: mysql.port,
    ...testUser,
    allowPublicKeyRetrieval: true,
  });
  const [row] = await connection.query('SELECT TIMESTAMPDIFF(HOUR, UTC_TIMESTAMP(), NOW()) AS hours');
  await connection.end();
  expect(Number(row.hours)).toBe(9);
});

test('the sessions of the API keep to UTC', async () => {
  const rows = await after.container.database.$queryRaw<
    { zone: string }[]
  >`SELECT @@session.time_zone AS zone`;
  expect(rows).toEqual([{ zone: '+00:00' }]);
});

test('what was written before reads the same', async () => {
  expect(isNow(old.created)).toBe(true);
  expect(await createdOf(after, old.id)).toEqual(old.created);
});

test('what is written afterwards carries the time of UTC', async () => {
  expect(isNow(await createdOf(after, await after.createSeminar()))).toBe(true);
});

test('a default of the database is UTC too', async () => {
  const { database } = after.container;
  const { id } = await after.signUp('instructor');
  await database.$executeRaw`UPDATE User SET date_joined = DEFAULT WHERE id = ${id}`;
  const { dateJoined } = await database.user.findUniqueOrThrow({ where: { id } });
  expect(isNow(dateJoined)).toBe(true);
});
