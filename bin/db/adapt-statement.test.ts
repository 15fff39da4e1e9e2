import { describe, expect, test } from '@jest/globals';
import { adaptStatement } from './adapt-statement';

describe('the definer is taken out', () => {
  test.each([
    ['CREATE DEFINER=`root`@`localhost` PROCEDURE `p`()', 'CREATE  PROCEDURE `p`()'],
    [
      '/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `t` BEFORE INSERT',
      '/*!50003 CREATE*/ /*!50017 */ /*!50003 TRIGGER `t` BEFORE INSERT',
    ],
    [
      '/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`a b`@`%` SQL SECURITY DEFINER */\n/*!50001 VIEW `v`',
      '/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013  SQL SECURITY DEFINER */\n/*!50001 VIEW `v`',
    ],
    ["CREATE OR REPLACE DEFINER = 'app'@'%' VIEW v AS SELECT 1", 'CREATE OR REPLACE  VIEW v AS SELECT 1'],
    ['CREATE DEFINER=CURRENT_USER() FUNCTION f()', 'CREATE  FUNCTION f()'],
    [
      '/*!50106 CREATE*/ /*!50117 DEFINER=root@localhost*/ /*!50106 EVENT',
      '/*!50106 CREATE*/ /*!50117 */ /*!50106 EVENT',
    ],
  ])('%s', (text, expected) =>
    expect(adaptStatement(text)).toEqual({ text: expected, adaptation: 'definer' }),
  );
});

describe('text of somebody’s own is not', () => {
  test.each([
    "INSERT INTO t VALUES ('CREATE DEFINER=`root`@`localhost` VIEW');",
    "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 'DEFINER=x@y'",
    'CREATE TABLE `t` (`definer` int);',
    "INSERT INTO t VALUES ('USE other; SET @@GLOBAL.GTID_PURGED');",
    'SET NAMES utf8mb4; -- SQL_LOG_BIN',
  ])('%s', (text) => expect(adaptStatement(text)).toEqual({ text }));
});

describe('what RDS refuses is left out, and lines keep their numbers', () => {
  test.each([
    ['gtid', "SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ 'a:1-5,\nb:1';\n", '\n\n'],
    ['binaryLog', 'SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;\n', '\n'],
    ['binaryLog', 'SET @@SESSION.SQL_LOG_BIN= 0;\n', '\n'],
    ['database', 'CREATE DATABASE /*!32312 IF NOT EXISTS*/ `local`;\n', '\n'],
    ['database', '/*!40000 DROP DATABASE IF EXISTS `waffle`*/;\n', '\n'],
    ['database', 'USE `local`;\n', '\n'],
    ['sandbox', '/*M!999999\\- enable the sandbox mode */ \n', '\n'],
  ])('%s: %s', (adaptation, text, expected) =>
    expect(adaptStatement(text)).toEqual({ text: expected, adaptation }),
  );
});
