import { describe, expect, test } from '@jest/globals';

import { defaultMigrationsDirectory, readMigrationFiles } from './migration-files';
import { findRiskyStatements } from './risky-statements';

const lost = 'what it removes is gone, and the release that serves may still use it';

describe('a statement with a risk', () => {
  test.each([
    ['DROP TABLE `User`', lost],
    ['drop table if exists User', lost],
    ['TRUNCATE TABLE Token', lost],
    ['ALTER TABLE `User` DROP COLUMN `email`', lost],
    ['ALTER TABLE User DROP email', lost],
    ['ALTER TABLE `User` ADD COLUMN `age` INT NULL, DROP COLUMN `email`', lost],
    ['ALTER TABLE `User` DROP PRIMARY KEY', 'rows lose what tells them apart'],
    ['DELETE FROM Token WHERE user_id = 1', 'rows are removed'],
    ["UPDATE User SET email = ''", 'it changes every row'],
    ["UPDATE User SET email = 'WHERE'", 'it changes every row'],
    ['RENAME TABLE User TO Person', 'the release that serves knows the old name only'],
    ['ALTER TABLE User RENAME COLUMN email TO address', 'the release that serves knows the old name only'],
    [
      'ALTER TABLE `User` MODIFY `email` VARCHAR(10) NOT NULL',
      'values that do not fit the new type are refused or cut',
    ],
    ['CREATE UNIQUE INDEX `x` ON `User`(`email`)', 'it fails where a value is there twice'],
    ['ALTER TABLE User ADD CONSTRAINT x UNIQUE (email)', 'it fails where a value is there twice'],
    [
      'ALTER TABLE `User` ADD COLUMN `price` DECIMAL(10, 2) NOT NULL',
      'the release that serves inserts rows without it',
    ],
  ])('%s', (statement, risk) => {
    expect(findRiskyStatements(`SELECT 1;\n${statement};`)).toEqual([{ number: 2, statement, risk }]);
  });
});

describe('a statement without one', () => {
  test.each([
    'CREATE TABLE `Note` (`id` INT NOT NULL, PRIMARY KEY (`id`))',
    'CREATE INDEX `x` ON `User`(`email`)',
    'ALTER TABLE `User` ADD COLUMN `age` INT NULL',
    'ALTER TABLE `User` ADD COLUMN `age` INT NOT NULL DEFAULT 0',
    'ALTER TABLE `User` ADD COLUMN `drop column` INT NULL',
    'ALTER TABLE `User` ADD CONSTRAINT `x` FOREIGN KEY (`id`) REFERENCES `Token`(`user_id`)',
    'ALTER TABLE `User` DROP INDEX `x`, DROP FOREIGN KEY `y`',
    "UPDATE User SET email = 'DROP TABLE' WHERE id = 1",
    "INSERT INTO Note VALUES (1, 'DELETE')",
    '/* DROP TABLE User */ SELECT 1',
    "UPDATE User SET email = 'a -- b' WHERE id = 1",
    "UPDATE User SET email = '/*' WHERE email = '*/'",
    'UPDATE `User#2` SET email = NULL WHERE id = 1',
  ])('%s', (statement) => {
    expect(findRiskyStatements(statement)).toEqual([]);
  });
});

test('the migrations of this project only add', () => {
  const files = readMigrationFiles(defaultMigrationsDirectory(`${process.cwd()}/app`));
  expect(files.length).toBeGreaterThan(1);
  expect(files.flatMap(({ sql }) => findRiskyStatements(sql))).toEqual([]);
});
