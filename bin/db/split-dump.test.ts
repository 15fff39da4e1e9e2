import { describe, expect, test } from '@jest/globals';
import { type DumpPart, DumpSplitter } from './split-dump';

const split = (sql: string): DumpPart[] => {
  const splitter = new DumpSplitter();
  const parts = sql.split(/(?<=\n)/).flatMap((line) => [...splitter.push(line)]);
  const rest = splitter.end();
  return rest.text === '' ? parts : [...parts, rest];
};
const texts = (sql: string) => split(sql).map(({ text }) => text);

describe('a delimiter ends nothing', () => {
  test.each([
    ['in a text', "INSERT INTO t VALUES ('a;b');\n"],
    ['in a text with escapes', String.raw`INSERT INTO t VALUES ('it\'s; \\');` + '\n'],
    ['in a text with doubled quotes', "INSERT INTO t VALUES ('it''s;');\n"],
    ['in a text of several lines', "INSERT INTO t VALUES ('a;\n-- b;\n/* c;');\n"],
    ['in double quotes', 'INSERT INTO t VALUES ("a;\'b");\n'],
    ['in a name', 'CREATE TABLE `a;b` (id int);\n'],
    ['in a comment of a statement', 'CREATE TABLE t ( -- a;\nid int # b;\n/* c; */);\n'],
    ['after a minus that begins no comment', 'SELECT 1--1, 2;\n'],
  ])('%s', (_where, sql) => expect(texts(sql)).toEqual([sql]));
});

test('statements are told apart, with the line that each begins in', () => {
  expect(split('-- head\n\nSELECT 1; SELECT\n2;\nSELECT 3;\n')).toEqual([
    { text: '-- head\n', line: 1 },
    { text: '\n', line: 2 },
    { text: 'SELECT 1;', line: 3 },
    { text: ' SELECT\n2;\n', line: 3 },
    { text: 'SELECT 3;\n', line: 5 },
  ]);
});

test('what MySQL executes in a comment is a statement', () => {
  expect(texts("/*!40101 SET NAMES utf8mb4 */;\n/*!50003 SET x = 'a;' */;\n")).toHaveLength(2);
});

test('the delimiter is the one that the dump names', () => {
  const body = 'CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN\n  SET NEW.a = 1;\nEND ;;\n';
  expect(texts(`DELIMITER ;;\n${body}DELIMITER ;\nSELECT 1;\n`)).toEqual([
    'DELIMITER ;;\n',
    body,
    'DELIMITER ;\n',
    'SELECT 1;\n',
  ]);
});

test('a statement cut off is what is left', () => {
  expect(texts("SELECT 1;\nINSERT INTO t VALUES ('a;\n")).toEqual([
    'SELECT 1;\n',
    "INSERT INTO t VALUES ('a;\n",
  ]);
});
