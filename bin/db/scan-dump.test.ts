import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { scanDump } from './scan-dump';
import { statementAt } from './statement-at';

const directory = mkdtempSync(join(tmpdir(), 'waffle-scan-'));
afterAll(() => rmSync(directory, { recursive: true }));

const dump = [
  '-- MySQL dump',
  'CREATE DATABASE /*!32312 IF NOT EXISTS*/ `küche`;',
  'USE `küche`;',
  'DROP TABLE IF EXISTS `a``b`;',
  'CREATE TABLE `a``b` (id int) COLLATE=utf8mb4_uca1400_ai_ci;',
  "INSERT INTO `a``b` VALUES (1,'CREATE TABLE `no`;'),",
  "(2,'x');",
  '/*!50001 DROP VIEW IF EXISTS `v`*/;',
  'INSERT IGNORE INTO c VALUES (1);',
  '/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `t` BEFORE INSERT ON c FOR EACH ROW SET @a = 1 */;',
  '-- Dump completed on 2026-11-22  2:00:00',
  '',
].join('\n');

const fileOf = (content: string | Buffer, name = 'dump.sql') => {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
};

test.each([
  ['as it is', dump],
  ['compressed', gzipSync(dump)],
])('the facts of a dump are read, %s', async (_how, content) => {
  expect(await scanDump(fileOf(content))).toEqual({
    complete: true,
    tables: [
      { name: 'a`b', drops: true, creates: true, inserts: true },
      { name: 'c', drops: false, creates: false, inserts: true },
    ],
    databases: ['küche'],
    adaptations: { database: 2, definer: 1 },
    storedPrograms: 1,
    foreignCollations: ['utf8mb4_uca1400_ai_ci'],
  });
});

test.each([
  ['cut off', dump.slice(0, -60)],
  ['with something behind its end', `${dump}SELECT 1;\n`],
])('a dump %s is not complete', async (_how, content) => {
  expect((await scanDump(fileOf(content))).complete).toBe(false);
});

test('a compressed file that is cut off is said to be', async () => {
  const file = fileOf(gzipSync(dump).subarray(0, 100), 'cut.sql.gz');
  await expect(scanDump(file)).rejects.toThrow(`${file} is cut off or damaged: unexpected end of file`);
});

test('a file that is not there is said to be', async () => {
  await expect(scanDump('/nowhere/dump.sql')).rejects.toThrow('/nowhere/dump.sql cannot be read: ENOENT');
});

test('a statement is found by a line, without its values', async () => {
  const file = fileOf(dump);
  expect(await statementAt(file, 7)).toBe(` at line 7 of ${file}: INSERT INTO \`a\`\`b\` …`);
});
