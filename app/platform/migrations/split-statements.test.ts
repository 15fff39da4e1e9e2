import { expect, test } from '@jest/globals';

import { splitStatements } from './split-statements';

test.each([
  ['two statements', 'SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2']],
  ['no last semicolon', 'SELECT 1;\nSELECT 2\n', ['SELECT 1', 'SELECT 2']],
  ['nothing but comments', '-- one;\n# two;\n/* three; */', []],
  ['comments before a statement', '-- a; b\n/* c; */ SELECT 1;', ['SELECT 1']],
  ['a comment inside a statement', 'SELECT 1 -- one; more\n + 1;', ['SELECT 1 -- one; more\n + 1']],
  [
    'a comment that the server executes',
    '/*!80000 SELECT 1 */; SELECT 2',
    ['/*!80000 SELECT 1 */', 'SELECT 2'],
  ],
  ['a minus of a minus', 'SELECT 1--1; SELECT 2', ['SELECT 1--1', 'SELECT 2']],
  ['quoted semicolons', `SELECT ';', ";", \`;\`; SELECT 2`, [`SELECT ';', ";", \`;\``, 'SELECT 2']],
  ['escaped quotes', `SELECT 'a\\';', 'b'';'; SELECT 2`, [`SELECT 'a\\';', 'b'';'`, 'SELECT 2']],
  [
    'a comment sign in a text',
    `SELECT '-- '; SELECT '/*'; SELECT 3`,
    [`SELECT '-- '`, `SELECT '/*'`, 'SELECT 3'],
  ],
  [
    'a stored program, which stays whole',
    'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; END; SELECT 1;',
    ['CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; END; SELECT 1;'],
  ],
])('splits %s', (_title, sql, statements) => {
  expect(splitStatements(sql)).toEqual(statements);
});
