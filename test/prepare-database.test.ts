import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mariadb';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { type MysqlServer, startMysqlServer, testUser } from './helpers/mysql-server';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { describeWhere } from './helpers/when-available';

const deployment = join(__dirname, '../deployment');

/** What a filter of the dump could take for something else, beside columns whose values MySQL makes by itself. */
const sample = [
  `CREATE TABLE Waffle (
     id INT PRIMARY KEY, whole VARCHAR(99) AS (CONCAT(name, '; ', price)) VIRTUAL, name TEXT NOT NULL,
     \`odd, (\`\`name\` BLOB COMMENT 'not GENERATED ALWAYS AS (1)', price DECIMAL(8,2), flags BIT(5), ratio DOUBLE,
     twice DECIMAL(9,2) GENERATED ALWAYS AS (2 * price) STORED NOT NULL COMMENT 'it''s', facts JSON,
     size INT AS (JSON_EXTRACT(facts, '$.size')) STORED, kind ENUM('a GENERATED ALWAYS AS (', 'b') DEFAULT 'b', KEY (size))`,
  'CREATE TABLE Plain (id INT AUTO_INCREMENT PRIMARY KEY, text TEXT)',
  'CREATE TABLE Made (n INT DEFAULT 1, m INT AS (n + 1), hidden INT INVISIBLE DEFAULT 7, KEY ((n * 3)))',
  'CREATE VIEW Sweet AS SELECT name FROM Waffle',
  `CREATE PROCEDURE bake() BEGIN
INSERT INTO \`Waffle\` (\`id\`, \`twice\`) VALUES (1,DEFAULT),(2,',');
  SELECT ';'; END`,
  "CREATE TRIGGER logged AFTER INSERT ON Plain FOR EACH ROW SET @said = 'new'",
  "CREATE EVENT rest ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM Plain",
];
const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const rows = [
  [
    1,
    `Emoji 🧇 'it''s',("twice");\\ \n\r\t\0\x1a`,
    allBytes,
    12.5,
    5,
    1e-7,
    '{"size": 3, "ä": [1, "),(🧇"]}',
    1,
  ],
  [2, '', null, -0.01, null, null, null, null],
  [3, "\\'", Buffer.alloc(0), 0, 0, -1e100, '{}', 'b'],
];

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap') && isOnPath('mariadb-dump'),
  'root on Linux with mmdebstrap and mariadb-dump',
  'the dump before a migration',
  () => {
    const directory = makeTemporaryDirectory(tmpdir());
    const [release, backups] = [join(directory, 'release'), join(directory, 'backups')];
    let mysql: MysqlServer;
    let connection: Connection;
    beforeAll(async () => {
      mysql = await startMysqlServer();
      const { port } = mysql;
      const login = { host: '127.0.0.1', port, ...testUser, allowPublicKeyRetrieval: true };
      connection = await createConnection(login);
      mkdirSync(join(release, 'app'), { recursive: true });
      cpSync(deployment, join(release, 'deployment'), { recursive: true });
      // Something is pending, and migrating it takes no time.
      writeFileSync(
        join(release, 'app/migrate.cjs'),
        "process.exitCode = process.argv[2] === 'plan' ? 3 : 0;\n",
      );
      writeFileSync(join(directory, 'password'), testUser.password);
    }, 120_000);
    afterAll(async () => {
      await connection.end();
      await mysql.stop();
      rmSync(directory, { recursive: true, force: true });
    });
    beforeEach(async () => {
      rmSync(backups, { recursive: true, force: true });
      mkdirSync(backups);
      for (const name of ['waffle', 'restored']) {
        await connection.query(`DROP DATABASE IF EXISTS ${name}`);
        await connection.query(`CREATE DATABASE ${name}`);
      }
      await connection.query('USE waffle');
    });

    const fill = async () => {
      for (const statement of sample) await connection.query(statement);
      const columns = 'id, name, `odd, (``name`, price, flags, ratio, facts, kind';
      for (const row of rows)
        await connection.query(`INSERT INTO Waffle (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, row);
      await connection.query("INSERT INTO Plain (text) VALUES ('plain'), (',(')");
      await connection.query('INSERT INTO Made (n, hidden) VALUES (1, 2), (3, 4)');
    };
    const prepare = (variables = {}) =>
      spawnSync('bash', ['deployment/prepare-database.sh'], {
        cwd: release,
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          STATE_DIRECTORY: backups,
          DATABASE_HOST: '127.0.0.1',
          DATABASE_PORT: String(mysql.port),
          DATABASE_NAME: 'waffle',
          DATABASE_USER: testUser.user,
          DATABASE_PASSWORD_FILE: join(directory, 'password'),
          DATABASE_CA_FILE: mysql.caFile,
          ...variables,
        },
      });
    const dumped = () =>
      gunzipSync(readFileSync(join(backups, readdirSync(backups)[0] ?? ''))).toString('latin1');
    /** As somebody in need does it on the instance. */
    const restore = () => {
      const options = ['--host=127.0.0.1', `--port=${mysql.port}`, `--user=${testUser.user}`, '--ssl'];
      const env = { ...process.env, MYSQL_PWD: testUser.password };
      execFileSync('mariadb', [...options, 'restored'], {
        input: Buffer.from(dumped(), 'latin1'),
        env,
        stdio: 'pipe',
      });
    };
    const contents = async (database: string) => {
      await connection.query(`USE ${database}`);
      const made = [];
      for (const table of ['Waffle', 'Plain', 'Made']) {
        made.push(await connection.query(`SHOW CREATE TABLE ${table}`));
        made.push(
          await connection.query(
            `SELECT ${table === 'Made' ? 'n, m, hidden' : '*'} FROM ${table} ORDER BY 1`,
          ),
        );
      }
      const programs = await connection.query(
        `SELECT routine_name AS n, routine_definition AS d FROM information_schema.routines WHERE routine_schema = DATABASE()
         UNION ALL SELECT trigger_name, action_statement FROM information_schema.triggers WHERE trigger_schema = DATABASE()
         UNION ALL SELECT event_name, event_definition FROM information_schema.events WHERE event_schema = DATABASE()
         UNION ALL SELECT table_name, 'view' FROM information_schema.views WHERE table_schema = DATABASE()`,
      );
      return [made, programs];
    };

    test('generated columns come back as they were, with all the rest', async () => {
      await fill();
      const { status, stdout, stderr } = prepare();
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^Backup: .*-before-release\.sql\.gz \(/);
      restore();
      expect(await contents('restored')).toEqual(await contents('waffle'));
    });

    test('a database without them is dumped as mariadb-dump does it', async () => {
      await connection.query('CREATE TABLE Plain (id INT PRIMARY KEY, made INT DEFAULT (1 + 1))');
      await connection.query('INSERT INTO Plain VALUES (1, 2)');
      expect(prepare().status).toBe(0);
      expect(dumped()).toContain('INSERT INTO `Plain` VALUES');
    });

    test('nothing is migrated, and nothing is left, where the dump breaks off', async () => {
      await fill();
      const PATH = join(directory, 'programs');
      mkdirSync(PATH);
      writeFileSync(join(PATH, 'mariadb-dump'), '#!/bin/sh\necho "CREATE TABLE"; exit 3\n', { mode: 0o755 });
      const { status, stdout } = prepare({ PATH: `${PATH}:${process.env['PATH'] ?? ''}` });
      expect(stdout).toContain('No backup can be made, so nothing is migrated: mariadb-dump failed.');
      expect([status, readdirSync(backups)]).toEqual([1, []]);
    });

    test('a row of 20 MiB passes, and a value of many signs', async () => {
      await connection.query(
        'CREATE TABLE Plain (id INT PRIMARY KEY, text LONGTEXT, n INT AS (LENGTH(text)) VIRTUAL)',
      );
      await connection.query(`INSERT INTO Plain (id, text) VALUES (1, REPEAT('\\\\'')', 5000000)), (2, '')`);
      expect(prepare().status).toBe(0);
      restore();
      const sum = 'SELECT id, n, SHA2(text, 256) AS m FROM';
      expect(await connection.query(`${sum} restored.Plain`)).toEqual(
        await connection.query(`${sum} waffle.Plain`),
      );
    });
  },
);
