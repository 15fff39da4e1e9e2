import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { masterPassword, PrivateDatabase } from './helpers/private-database';
import { watchProcesses } from './helpers/watch-processes';
import { describeWhere } from './helpers/when-available';

const setUpTimeoutMs = 120_000;
const manyRows = 30_000;

/** Everything that a dump may lose: signs, bytes, nothing, programs. */
const sample = [
  'DROP TABLE IF EXISTS Waffle, Log',
  'DROP VIEW IF EXISTS Sweet',
  'DROP PROCEDURE IF EXISTS bake',
  'DROP FUNCTION IF EXISTS twice',
  'DROP EVENT IF EXISTS rest',
  'CREATE TABLE Log (id INT AUTO_INCREMENT PRIMARY KEY, text TEXT)',
  'CREATE TABLE Waffle (id INT PRIMARY KEY, name TEXT, bytes VARBINARY(300), flags BIT(5), facts JSON, price DECIMAL(8,2), made TIMESTAMP(6) NULL, note TEXT)',
  "CREATE TRIGGER logged AFTER INSERT ON Waffle FOR EACH ROW INSERT INTO Log (text) VALUES (CONCAT('new; ', NEW.id))",
  "CREATE VIEW Sweet AS SELECT name FROM Waffle WHERE name <> 'salt'",
  "CREATE PROCEDURE bake() BEGIN SELECT 1; SELECT ';'; END",
  'CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN 2 * n',
  'CREATE EVENT rest ON SCHEDULE EVERY 1 DAY STARTS "2030-01-01 00:00:00" DO DELETE FROM Log',
];
const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap') && isOnPath('mariadb-dump') && isOnPath('ssh'),
  'root on Linux with mmdebstrap, mariadb-dump and ssh',
  'waffle db',
  () => {
    const db = new PrivateDatabase();
    /** As RDS is where it makes backups. */
    beforeAll(() => db.start({ mysqlFlags: ['--log-bin', '--server-id=1'] }), setUpTimeoutMs);
    afterAll(() => db.stop());
    afterEach(() => {
      for (const name of readdirSync(db.folder)) rmSync(join(db.folder, name), { recursive: true });
    });

    const query = (sql: string, values?: unknown[]) => db.master.query(sql, values);
    const fill = async () => {
      await db.admin.query('SET GLOBAL log_bin_trust_function_creators = 1');
      for (const statement of sample) await query(statement);
      const rows = [
        [
          1,
          'Emoji 🧇 \'quoted\' "twice" `and` \\ \n\r\t\0\x1a',
          allBytes,
          5,
          '{"ä": [1, "🧇"]}',
          12.5,
          null,
          null,
        ],
        [
          2,
          '',
          Buffer.alloc(0),
          0,
          'null',
          -0.01,
          '2026-11-22 02:03:04.567891',
          'DEFINER=`root`@`localhost`;',
        ],
      ];
      for (const row of rows) await query('INSERT INTO Waffle VALUES (?, ?, ?, ?, ?, ?, ?, ?)', row);
    };
    const fillBig = async () => {
      await query('SET SESSION cte_max_recursion_depth = 1000000');
      await query(
        `CREATE OR REPLACE VIEW Sweet AS SELECT 1; DROP TABLE IF EXISTS Big; CREATE TABLE Big AS
         WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${manyRows})
         SELECT id, REPEAT(SHA2(id, 256), 6) AS text FROM n`,
      );
    };
    /** Of everything in the database, whatever order it was made in. */
    const fingerprint = async () => {
      const tables: { Tables_in_waffle: string }[] = await query(
        "SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'",
      );
      const names = tables.map((row) => row.Tables_in_waffle);
      const sums = [];
      for (const name of names) sums.push(await query(`CHECKSUM TABLE \`${name}\``));
      const programs = await query(
        `SELECT routine_name AS n, routine_definition AS d FROM information_schema.routines WHERE routine_schema = 'waffle'
         UNION ALL SELECT trigger_name, action_statement FROM information_schema.triggers WHERE trigger_schema = 'waffle'
         UNION ALL SELECT event_name, event_definition FROM information_schema.events WHERE event_schema = 'waffle'
         UNION ALL SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = 'waffle'`,
      );
      return JSON.stringify([sums, programs], (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
    };
    const files = () => readdirSync(db.folder).sort();
    describe.each(['mysql', 'mariadb'] as const)('with the programs of %s', (clients) => {
      beforeAll(fill);

      test('a client opens on the database, encrypted', async () => {
        const words = [
          '--',
          '-N',
          '-e',
          "SELECT DATABASE(), name LIKE '%🧇%' FROM Waffle; SHOW STATUS LIKE 'Ssl_cipher'",
        ];
        const { code, stdout } = await db.waffle(words, { clients });
        expect(stdout).toMatch(/^waffle\t1\nwaffle\t0\nSsl_cipher\tTLS_\w+\n$/);
        expect(code).toBe(0);
      });

      test('a file of statements runs', async () => {
        const input =
          "INSERT INTO Log (text) VALUES ('🧇');\nSELECT HEX(text) FROM Log ORDER BY id DESC LIMIT 1;\n";
        const { stdout } = await db.waffle([], { clients, input });
        expect(stdout).toBe('HEX(text)\nF09FA787\n');
      });

      test('what is dumped and loaded is the same', async () => {
        const before = await fingerprint();
        const dump = await db.waffle(['dump', 'all.sql.gz'], { clients });
        expect(dump).toMatchObject({ code: 0, stdout: expect.stringMatching(/^all.sql.gz: .* 2 tables, /) });
        await query('DELETE FROM Waffle; DROP PROCEDURE bake; DROP VIEW Sweet');
        const load = await db.waffle(['load', 'all.sql.gz', '--confirm', 'waffle'], { clients });
        expect(load.stderr).toMatch(/5 × DEFINER clauses taken out/);
        expect(load).toMatchObject({ code: 0 });
        expect(await fingerprint()).toBe(before);
      });
    });

    test('mariadb-dump is refused where MySQL would refuse its dump', async () => {
      await query('CREATE TABLE Doubled (n INT, twice INT AS (2 * n) STORED)');
      const { code, stderr } = await db.waffle(['dump'], { clients: 'mariadb' });
      await query('DROP TABLE Doubled');
      expect(stderr).toContain('generated columns, which MySQL refuses to load: Doubled.twice.');
      expect([code, files()]).toEqual([1, []]);
    });

    describe('dump', () => {
      beforeAll(async () => {
        await fill();
        await fillBig();
      }, setUpTimeoutMs);
      afterAll(() => query('DROP TABLE Big'));

      test('the password and its digests are nowhere while it runs', async () => {
        const seen = watchProcesses();
        const { code, stdout, stderr } = await db.waffle(['dump', 'big.sql.gz', '--verbose']);
        const processes = seen.stop();
        expect(code).toBe(0);
        expect(processes.some((line) => line.includes('/usr/bin/mysqldump'))).toBe(true);
        const all = [...processes, stdout, stderr, ...allTexts(db.home), ...allTexts(db.folder)];
        const secrets = [
          masterPassword,
          ...['hex', 'base64'].map((as) => Buffer.from(masterPassword).toString(as as 'hex')),
        ];
        expect(all.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
      });

      test('its owner alone reads the file, while it is written and afterwards', async () => {
        const umask = process.umask(0);
        const modes = new Set<number>();
        const watch = setInterval(() => files().forEach((name) => modes.add(modeOf(name))), 5);
        const { stdout } = await db.waffle(['--json', 'dump', 'big.sql']).finally(() => {
          clearInterval(watch);
          process.umask(umask);
        });
        const content = readFileSync(join(db.folder, 'big.sql'));
        expect([...modes, modeOf('big.sql')]).toEqual([0o600, 0o600]);
        expect(JSON.parse(stdout)).toMatchObject({
          file: 'big.sql',
          bytes: content.length,
          sha256: createHash('sha256').update(content).digest('hex'),
          tables: 3,
        });
      });
      const modeOf = (name: string) => statSync(join(db.folder, name)).mode & 0o777;

      test('a file that is there stays, and without a name the project and the time are one', async () => {
        writeFileSync(join(db.folder, 'mine.sql'), 'mine');
        const refused = await db.waffle(['dump', 'mine.sql']);
        expect(refused).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('mine.sql is there already.'),
        });
        expect((await db.waffle(['dump'])).code).toBe(0);
        expect(files()).toEqual([
          'mine.sql',
          expect.stringMatching(/^waffle-backend-\d{8}T\d{6}Z\.sql\.gz$/),
        ]);
        expect(readFileSync(join(db.folder, 'mine.sql'), 'utf8')).toBe('mine');
      });

      test('standard output takes it where it is no terminal', async () => {
        const { stdout, stderr } = await db.waffle(['dump', '-']);
        expect(stdout.match(/^-- Table structure/gm)).toHaveLength(3);
        expect(stdout).toMatch(/-- Dump completed on .*\n$/);
        expect(stderr).toContain('✔ Dump waffle');
        expect(await db.waffle(['dump', '-', '--json'])).toMatchObject({ code: 2, stdout: '' });
      });

      test.each(['SIGINT', 'SIGKILL'] as const)(
        '%s in the middle leaves no file, and the same again does it',
        async (signal) => {
          const { code } = await db.waffle(['dump', 'big.sql'], {
            onStart: (child) => void endOnceThere(child, signal),
          });
          expect(code).toBe(signal === 'SIGINT' ? 5 : null);
          expect(files()).toEqual(
            signal === 'SIGINT' ? [] : [expect.stringMatching(/^\.big\.sql\.\d+\.partial$/)],
          );
          expect((await db.waffle(['dump', 'big.sql'])).code).toBe(0);
          expect(files()).toEqual(['big.sql']);
        },
      );
      const endOnceThere = async (child: ChildProcess, signal: NodeJS.Signals) => {
        while (!files().some((name) => name.endsWith('.partial') && sizeOf(name) > 0)) await sleep(2);
        child.kill(signal);
      };
      const sizeOf = (name: string) => statSync(join(db.folder, name)).size;
    });
  },
);

/** What is in the files below a folder, unpacked where it is packed. */
const allTexts = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .map((content) =>
      (content.readUInt16BE(0) === 0x1f8b ? gunzipSync(content) : content).toString('latin1'),
    );
