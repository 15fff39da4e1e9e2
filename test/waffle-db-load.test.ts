import type { ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parameterInvariants } from '../infra/constructs/mysql-database/mysql-database';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { masterPassword, PrivateDatabase } from './helpers/private-database';
import { watchProcesses } from './helpers/watch-processes';
import { describeWhere } from './helpers/when-available';

const setUpTimeoutMs = 120_000;
const trailer = '-- Dump completed on 2026-11-22  2:00:00\n';

/** As mysqldump --databases of a laptop writes it: another database, its administrator, what replication is told. */
const localDump = [
  'SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;',
  'SET @@SESSION.SQL_LOG_BIN= 0;',
  "SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5';",
  '/*!40000 DROP DATABASE IF EXISTS `waffle`*/;',
  'CREATE DATABASE /*!32312 IF NOT EXISTS*/ `waffle_local`;',
  'USE `waffle_local`;',
  '/*!50503 SET NAMES utf8mb4 */;',
  'DROP TABLE IF EXISTS `Waffle`;',
  'CREATE TABLE `Waffle` (id INT PRIMARY KEY, name TEXT);',
  "INSERT INTO `Waffle` VALUES (1,'🧇; it\\'s'),(2,NULL);",
  'DELIMITER ;;',
  '/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `named` BEFORE INSERT ON `Waffle` FOR EACH ROW BEGIN',
  "  SET NEW.name = COALESCE(NEW.name, 'DEFINER=`a`@`b`');",
  'END */;;',
  'DELIMITER ;',
  'SET @@SESSION.SQL_LOG_BIN = @MYSQLDUMP_TEMP_LOG_BIN;',
  trailer,
].join('\n');

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap') && isOnPath('ssh'),
  'root on Linux with mmdebstrap and ssh',
  'waffle db load',
  () => {
    const db = new PrivateDatabase();
    /** As RDS is where it makes backups. */
    beforeAll(() => db.start({ mysqlFlags: ['--log-bin', '--server-id=1'] }), setUpTimeoutMs);
    afterAll(() => db.stop());
    beforeEach(async () => {
      for (const name of readdirSync(db.folder)) rmSync(join(db.folder, name), { recursive: true });
      await trust(parameterInvariants.log_bin_trust_function_creators);
      await db.master.query(
        "DROP TABLE IF EXISTS Waffle, Other, Big; CREATE TABLE Waffle (id INT PRIMARY KEY, name TEXT); INSERT INTO Waffle VALUES (7, 'before')",
      );
    });

    /** As the parameter group of the stack has it. */
    const trust = (value: string) => db.admin.query(`SET GLOBAL log_bin_trust_function_creators = ${value}`);
    const write = (name: string, content: string | Buffer) => writeFileSync(join(db.folder, name), content);
    const names = async () => {
      const rows: { name: string | null }[] = await db.master.query('SELECT name FROM Waffle ORDER BY id');
      return rows.map(({ name }) => name);
    };
    const load = (words: readonly string[], options = {}) => db.waffle(['load', ...words], options);
    const backup = () =>
      readdirSync(db.folder).find((name) => name.endsWith('-before-load.sql.gz')) ?? 'none';

    test('a dump of a laptop goes into the deployed database, and what was there is saved', async () => {
      write('local.sql', localDump);
      const watch = watchProcesses();
      const { code, stdout, stderr } = await load(['local.sql', '--confirm', 'waffle']);
      const texts = [...watch.stop(), stdout, stderr];
      expect(texts.filter((text) => text.includes(masterPassword))).toEqual([]);
      expect(stderr).toContain('! 3 × SET SQL_LOG_BIN left out');
      expect(stderr).toContain('! 1 × SET GTID_PURGED left out');
      expect(stderr).toContain('! 3 × CREATE, DROP, ALTER DATABASE and USE left out');
      expect(stderr).toContain('! 1 × DEFINER clauses taken out');
      expect(stderr).toContain('! It was made of the database waffle_local; all goes into waffle.');
      expect(stderr).toContain('! These tables of waffle are replaced: Waffle (1 row).');
      expect(stdout).toContain('Waffle            1           2\n');
      expect(code).toBe(0);
      expect(await names()).toEqual(["🧇; it's", null]);
    });

    test('the triggers that came with it are the master user’s', async () => {
      write('local.sql', localDump);
      await load(['local.sql', '--confirm', 'waffle']);
      await db.master.query('INSERT INTO Waffle (id) VALUES (3)');
      expect((await names())[2]).toBe('DEFINER=`a`@`b`');
      const [trigger] = await db.master.query('SHOW TRIGGERS');
      expect(trigger.Definer).toBe('master@%');
    });

    test.each([
      ['no whole dump', localDump.slice(0, -50), [], 2, 'local.sql is no whole dump'],
      [
        'another name',
        localDump,
        ['--confirm', 'waffle_local'],
        1,
        '“waffle_local” is not the name of the database',
      ],
      ['nobody to ask', localDump, [], 2, '→ --confirm waffle'],
      [
        'tables in the way',
        localDump.replace(/DROP TABLE.*\n/, ''),
        [],
        1,
        'without dropping them first: Waffle.',
      ],
    ])('%s is refused, and nothing is changed', async (_why, content, words, code, message) => {
      write('local.sql', content);
      const result = await load(['local.sql', ...words]);
      expect(result.stderr).toContain(message);
      expect(result.code).toBe(code);
      expect(await names()).toEqual(['before']);
      expect(backup()).toBe('none');
    });

    test('functions that promise MySQL nothing come with it too', async () => {
      const body = 'CREATE FUNCTION `crumbs`() RETURNS INT BEGIN RETURN 1; END';
      write('local.sql', localDump.replace(trailer, `DELIMITER ;;\n${body} ;;\nDELIMITER ;\n${trailer}`));
      expect((await load(['local.sql', '--confirm', 'waffle'])).code).toBe(0);
      expect(await db.master.query('SELECT crumbs() AS n')).toEqual([{ n: 1 }]);
      await db.master.query('DROP FUNCTION crumbs');
    });

    test('a stack from before its parameter is told to go up, and nothing is changed', async () => {
      await trust('0');
      const trigger = 'CREATE TRIGGER t BEFORE INSERT ON Waffle FOR EACH ROW SET NEW.id = 1';
      await expect(db.master.query(trigger)).rejects.toMatchObject({ errno: 1419 });
      write('local.sql', localDump);
      const { code, stderr } = await load(['local.sql', '--confirm', 'waffle']);
      expect(stderr).toContain('It holds 1 triggers or functions, which this database lets nobody make');
      expect(stderr).toContain('→ waffle up sets it to 1, without a restart; then load it again');
      expect([code, await names(), backup()]).toEqual([1, ['before'], 'none']);
    });

    test('a failure in the middle says where, and its way back leads back', async () => {
      const broken = `DROP TABLE IF EXISTS Waffle;\nCREATE TABLE Waffle (id INT PRIMARY KEY, name TEXT);\nINSERT INTO Waffle VALUES\n(1,'secret of a row'),\n(1,'twice');\n${trailer}`;
      write('broken.sql.gz', gzipSync(broken));
      const { code, stderr } = await load(['broken.sql.gz', '--confirm', 'waffle']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/broke off in the middle at line \d of broken.sql.gz: INSERT INTO Waffle …/);
      expect(stderr).toContain("ERROR 1062 (23000) at line 3: Duplicate entry '1' for key 'Waffle.PRIMARY'");
      expect(stderr).not.toContain('secret of a row');
      const [, command = ''] = /: waffle db (load \S+ --confirm waffle)\n/.exec(stderr) ?? [];
      expect((await db.waffle(command.split(' '))).code).toBe(0);
      expect(await names()).toEqual(['before']);
    });

    test('a big dump passes through little memory', async () => {
      write('big.sql.gz', gzipSync(bigDump(100_000)));
      let peakMiB = 0;
      const onStart = (child: ChildProcess) => {
        const timer = setInterval(() => (peakMiB = Math.max(peakMiB, residentMiB(child.pid))), 20);
        child.once('exit', () => clearInterval(timer));
      };
      const { code, stdout } = await load(['big.sql.gz', '--without-backup'], { onStart });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Big +– +100000$/m);
      // The command line alone has about 170; the dump is 45 MiB as text.
      expect(peakMiB).toBeGreaterThan(100);
      expect(peakMiB).toBeLessThan(300);
    });

    test.each(['SIGINT', 'SIGKILL'] as const)(
      '%s in the middle, and the same again loads it',
      async (signal) => {
        write('big.sql', bigDump(20_000));
        const words = ['big.sql', '--confirm', 'waffle'];
        const first = await load(words, {
          onStart: (child: ChildProcess) => void endInTheMiddle(child, signal),
        });
        expect(first.code).toBe(signal === 'SIGINT' ? 5 : null);
        if (signal === 'SIGINT')
          expect(first.stderr).toContain(`What was there is in ${backup()}: waffle db load`);
        expect((await load(words)).code).toBe(0);
        const [{ n }] = await db.master.query('SELECT COUNT(*) AS n FROM Big');
        expect(Number(n)).toBe(20_000);
      },
    );
    const endInTheMiddle = async (child: ChildProcess, signal: NodeJS.Signals) => {
      const isThere = () =>
        db.admin.query(
          "SELECT 1 FROM information_schema.tables WHERE table_schema = 'waffle' AND table_name = 'Big'",
        );
      while ((await isThere()).length === 0) await sleep(5);
      child.kill(signal);
    };

    test('a full disk ends the backup before anything is loaded', async () => {
      await db.master.query(
        'CREATE TABLE Big AS WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 1000) SELECT RANDOM_BYTES(1000) AS bytes FROM n',
      );
      const small = join(db.folder, 'small');
      mkdirSync(small);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', small]);
      try {
        writeFileSync(join(small, 'local.sql'), localDump);
        const { code, stderr } = await load(['local.sql', '--confirm', 'waffle'], { folder: small });
        expect(stderr).toContain('The disk of ');
        expect([code, readdirSync(small), await names()]).toEqual([1, ['local.sql'], ['before']]);
      } finally {
        execFileSync('umount', [small]);
      }
    });
  },
);

/** 450 bytes a row. */
function bigDump(rowCount: number): string {
  const rows = Array.from(
    { length: rowCount },
    (_, id) => `(${id},'${String(id).padStart(9, 'x').repeat(50)}')`,
  );
  const inserts = Array.from(
    { length: rowCount / 1000 },
    (_, part) => `INSERT INTO Big VALUES ${rows.slice(part * 1000, part * 1000 + 1000).join(',')};\n`,
  );
  return `DROP TABLE IF EXISTS Big;\nCREATE TABLE Big (id INT PRIMARY KEY, text TEXT);\n${inserts.join('')}${trailer}`;
}

function residentMiB(pid = 0): number {
  try {
    const [, kib = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1024;
  } catch {
    return 0; // it has ended meanwhile
  }
}
