import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { compareShapes, type DatabaseShape } from '../../../test/helpers/database-shape';
import { shapeOfDatabase } from '../../../test/helpers/shape-of-database';
import { shapeOfPrismaSchema } from '../../../test/helpers/shape-of-prisma-schema';
import { copySchema, migrateAll } from '../../../test/helpers/schema-template';
import { TestDatabase } from '../../../test/helpers/test-database';

let database: TestDatabase;
let migrated: DatabaseShape;
const schema = readFileSync(join(__dirname, '../../../prisma/schema.prisma'), 'utf8');

beforeAll(async () => {
  database = await TestDatabase.create();
  await migrateAll(database);
  migrated = await shapeOfDatabase(database.connection);
});
afterAll(() => database.drop());

test('migrations make the database that schema.prisma describes', () => {
  expect(Object.keys(migrated)).toContain('UserSeminar');
  expect(compareShapes(shapeOfPrismaSchema(schema), migrated)).toEqual([]);
});

test('every text is stored in a character set that holds any script', async () => {
  const rows = await database.connection.query(
    `SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE() AND CHARACTER_SET_NAME <> 'utf8mb4'`,
  );
  expect(rows).toEqual([]);
});

describe('a change of the database alone is found', () => {
  test.each([
    ['a table', 'CREATE TABLE Extra (id INT PRIMARY KEY)', 'table Extra: only in the migrations'],
    ['a column', 'ALTER TABLE Seminar ADD room INT NULL', 'Seminar: column room: only in the migrations'],
    [
      'a length',
      'ALTER TABLE Seminar MODIFY name VARCHAR(60) NOT NULL',
      'Seminar: column name: type is "varchar(50)" in schema.prisma, "varchar(60)" in the migrations',
    ],
    [
      'a precision',
      'ALTER TABLE `User` MODIFY last_login DATETIME(3) NULL',
      'User: column last_login: type is "datetime(6)" in schema.prisma, "datetime(3)" in the migrations',
    ],
    [
      'a sign',
      'ALTER TABLE InstructorProfile MODIFY year SMALLINT NULL',
      'InstructorProfile: column year: type is "smallint unsigned" in schema.prisma, "smallint" in the migrations',
    ],
    [
      'a value of an enumeration',
      "ALTER TABLE UserSeminar MODIFY role ENUM('participant') NOT NULL",
      `UserSeminar: column role: type is "enum('participant','instructor')" in schema.prisma, "enum('participant')" in the migrations`,
    ],
    [
      'nullability',
      'ALTER TABLE Seminar MODIFY count SMALLINT UNSIGNED NULL',
      'Seminar: column count: nullable is false in schema.prisma, true in the migrations',
    ],
    [
      'a default',
      'ALTER TABLE Seminar ALTER online SET DEFAULT false',
      'Seminar: column online: default is "1" in schema.prisma, "0" in the migrations',
    ],
    [
      'automatic numbers',
      'ALTER TABLE ParticipantProfile MODIFY id INT NOT NULL',
      'ParticipantProfile: column id: autoIncrement is true in schema.prisma, false in the migrations',
    ],
    [
      'an index',
      'DROP INDEX Seminar_name_idx ON Seminar',
      'Seminar: index Seminar_name_idx: only in schema.prisma',
    ],
    [
      'uniqueness',
      'ALTER TABLE Seminar DROP INDEX Seminar_name_idx, ADD UNIQUE INDEX Seminar_name_idx (name)',
      'Seminar: index Seminar_name_idx: kind is "normal" in schema.prisma, "unique" in the migrations',
    ],
    [
      'the columns of an index',
      'ALTER TABLE Seminar DROP INDEX Seminar_name_idx, ADD INDEX Seminar_name_idx (name, time)',
      'Seminar: index Seminar_name_idx: columns is ["name"] in schema.prisma, ["name","time"] in the migrations',
    ],
    [
      'a foreign key',
      'ALTER TABLE Token DROP FOREIGN KEY Token_user_id_fkey',
      'Token: foreign key Token_user_id_fkey: only in schema.prisma',
    ],
    [
      'what a foreign key does',
      `ALTER TABLE Token DROP FOREIGN KEY Token_user_id_fkey;
       ALTER TABLE Token ADD CONSTRAINT Token_user_id_fkey FOREIGN KEY (user_id) REFERENCES \`User\`(id)
         ON DELETE RESTRICT ON UPDATE CASCADE`,
      'Token: foreign key Token_user_id_fkey: onDelete is "CASCADE" in schema.prisma, "RESTRICT" in the migrations',
    ],
  ])('%s', async (_title, change, difference) => {
    const changed = await TestDatabase.create();
    await copySchema(changed);
    await changed.connection.query(change);
    const shape = await shapeOfDatabase(changed.connection);
    await changed.drop();
    expect(compareShapes(shapeOfPrismaSchema(schema), shape)).toEqual([difference]);
  });
});

test('a change of schema.prisma alone is found', () => {
  const changed = schema.replace('company   String', 'motto String @db.VarChar(9)\n  company   String');
  expect(compareShapes(shapeOfPrismaSchema(changed), migrated)).toEqual([
    'InstructorProfile: column motto: only in schema.prisma',
  ]);
});
