import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createConnection } from 'mariadb';

import { MigrationFolder } from '../../../test/helpers/migration-folder';
import { TestDatabase } from '../../../test/helpers/test-database';
import type { Environment } from '../../config';
import { connectionOptions } from '../database/connection-options';
import { migrateCommand } from './migrate-command';

let database: TestDatabase;
let folder: MigrationFolder;
beforeEach(async () => {
  database = await TestDatabase.create();
  folder = new MigrationFolder();
  folder.write('1_animals', '-- The first one\nCREATE TABLE animal (id INT PRIMARY KEY);\n');
});
afterEach(async () => {
  folder.remove();
  await database.drop();
});

async function migrate(argv: string[] = [], environment: Environment = database.environment) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const arguments_ = [...argv, '--directory', folder.path];
  const exitCode = await migrateCommand(arguments_, environment, '/nowhere', { out: print, err: print });
  return { exitCode, text: lines.join('\n') };
}

const records = async () =>
  database.connection.query('SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name');

describe('what is pending', () => {
  test('is applied in order, with a line for each', async () => {
    folder.write('2_names', "ALTER TABLE animal ADD name VARCHAR(9);\nINSERT INTO animal VALUES (1, 'a;b');");
    const { exitCode, text } = await migrate();
    expect(exitCode).toBe(0);
    // The server may take a moment to notice that the connection of the test before, and with it the lock, is gone.
    const applied = text.replace(/^Waiting for the migration lock.*\n/, '');
    expect(applied).toMatch(/^1_animals: applied in \d+ ms\n2_names: applied in \d+ ms$/);
    expect(await database.connection.query('SELECT name FROM animal')).toEqual([{ name: 'a;b' }]);
  });

  test('is recorded as by the tool of Prisma', async () => {
    await migrate();
    const sql = '-- The first one\nCREATE TABLE animal (id INT PRIMARY KEY);\n';
    expect(await records()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        checksum: createHash('sha256').update(sql).digest('hex'),
        finished_at: expect.any(Date),
        migration_name: '1_animals',
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        applied_steps_count: 1,
      },
    ]);
  });

  test('may be nothing', async () => {
    await migrate();
    expect(await migrate()).toEqual({ exitCode: 0, text: 'Nothing to apply: the database is up to date.' });
  });

  test('is shown by status, which changes nothing', async () => {
    expect(await migrate(['status'])).toEqual({ exitCode: 3, text: '1_animals: pending' });
    await migrate();
    folder.write('2_names', 'SELECT 1');
    expect(await migrate(['status'])).toEqual({ exitCode: 3, text: '1_animals: applied\n2_names: pending' });
    await migrate();
    expect((await migrate(['status'])).exitCode).toBe(0);
  });

  test('is shown by plan with the statements that can lose data', async () => {
    await migrate();
    folder.write('2_names', 'CREATE TABLE name (id INT); DROP TABLE animal');
    const risk = 'what it removes is gone, and the release that serves may still use it';
    expect(await migrate(['plan'])).toEqual({
      exitCode: 3,
      text: `2_names: pending\n    look twice at statement 2, DROP TABLE animal: ${risk}`,
    });
    await migrate();
    expect((await migrate(['plan'])).exitCode).toBe(0);
  });

  test('is told as JSON', async () => {
    expect((await migrate(['status', '--json'])).text).toBe('{"applied":[],"pending":["1_animals"]}');
    expect(JSON.parse((await migrate(['--json'])).text)).toEqual({
      applied: [{ name: '1_animals', durationMs: expect.any(Number) }],
    });
  });

  test('is applied again after it was marked as rolled back', async () => {
    await migrate();
    await database.connection.query(
      'UPDATE _prisma_migrations SET rolled_back_at = NOW(3); DROP TABLE animal',
    );
    expect((await migrate()).text).toMatch(/^1_animals: applied/);
    expect(await records()).toHaveLength(2);
  });
});

test('the table of the tool of Prisma has its columns and types', async () => {
  await migrate();
  const columns: { COLUMN_NAME: string; COLUMN_TYPE: string; IS_NULLABLE: string; COLUMN_DEFAULT: string }[] =
    await database.connection.query(
      `SELECT * FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()
       AND TABLE_NAME = '_prisma_migrations' ORDER BY ORDINAL_POSITION`,
    );
  expect(columns.map((c) => [c.COLUMN_NAME, c.COLUMN_TYPE, c.IS_NULLABLE, c.COLUMN_DEFAULT])).toEqual([
    ['id', 'varchar(36)', 'NO', null],
    ['checksum', 'varchar(64)', 'NO', null],
    ['finished_at', 'datetime(3)', 'YES', null],
    ['migration_name', 'varchar(255)', 'NO', null],
    ['logs', 'text', 'YES', null],
    ['rolled_back_at', 'datetime(3)', 'YES', null],
    ['started_at', 'datetime(3)', 'NO', 'CURRENT_TIMESTAMP(3)'],
    ['applied_steps_count', 'int unsigned', 'NO', '0'],
  ]);
});

describe('a history that contradicts the files is refused', () => {
  test('when an applied migration was changed', async () => {
    await migrate();
    folder.write('1_animals', 'CREATE TABLE plant (id INT PRIMARY KEY);');
    const { exitCode, text } = await migrate();
    expect(exitCode).toBe(1);
    expect(text).toMatch(
      /^Migration 1_animals was changed after it had been applied: SHA-256 \w{64} then, \w{64} now\./,
    );
    expect(text).toContain('put the change into a new migration');
  });

  test('when an applied migration is missing', async () => {
    await migrate();
    folder.delete('1_animals');
    const { exitCode, text } = await migrate();
    expect(exitCode).toBe(1);
    expect(text).toMatch(/^Migration 1_animals is applied to the database but is not among the files\./);
  });

  test('when there are tables but no record', async () => {
    await database.connection.query('CREATE TABLE old (id INT)');
    const { exitCode, text } = await migrate();
    expect(exitCode).toBe(1);
    expect(text).toMatch(/^The database holds tables \(old\) but no record of migrations\./);
  });
});

describe('a migration that fails', () => {
  beforeEach(() => {
    folder.write(
      '2_bad',
      'CREATE TABLE plant (id INT);\n\n-- Wrong\nALTER TABLE missing\n  ADD id INT;\nSELECT 1;',
    );
    folder.write('3_later', 'CREATE TABLE later (id INT)');
  });

  test('is explained with its statement and what the database says', async () => {
    const { exitCode, text } = await migrate();
    expect(exitCode).toBe(1);
    expect(text).toContain(
      'Migration 2_bad failed at statement 2 of 3:\n    ALTER TABLE missing ADD id INT\n',
    );
    expect(text).toMatch(/The database says: .*missing' doesn't exist/);
    expect(text).not.toContain(database.settings.password);
  });

  test('is recorded as unfinished with its logs, and none follows', async () => {
    await migrate();
    const [first, second, ...rest] = await records();
    expect(first).toMatchObject({ applied_steps_count: 1, finished_at: expect.any(Date) });
    expect(second).toMatchObject({ migration_name: '2_bad', applied_steps_count: 0, finished_at: null });
    expect(second.logs).toContain("doesn't exist");
    expect(rest).toEqual([]);
  });

  test('stops later runs, which say what to do', async () => {
    await migrate();
    const { exitCode, text } = await migrate();
    expect(exitCode).toBe(1);
    expect(text).toMatch(
      /^Migration 2_bad, started at \S+Z, failed:\n {4}Migration 2_bad failed at statement 2/,
    );
    expect(text).toContain('"migrate resolve rolled-back 2_bad"');
    expect((await migrate(['status'])).exitCode).toBe(1);
  });

  test('applies again once resolved as rolled back', async () => {
    await migrate();
    await database.connection.query('DROP TABLE plant; CREATE TABLE missing (x INT)');
    expect(await migrate(['resolve', 'rolled-back', '2_bad'])).toMatchObject({ exitCode: 0 });
    expect((await migrate()).text).toMatch(/^2_bad: applied in \d+ ms\n3_later: applied/);
  });

  test('is resolved as rolled back by a release without it', async () => {
    await migrate();
    folder.delete('2_bad');
    folder.delete('3_later');
    expect(await migrate(['resolve', 'applied', '2_bad'])).toMatchObject({ exitCode: 1 });
    expect(await migrate(['resolve', 'rolled-back', '2_bad'])).toMatchObject({ exitCode: 0 });
    expect((await migrate(['status'])).exitCode).toBe(0);
  });

  test('counts as done once resolved as applied', async () => {
    await migrate();
    expect(await migrate(['resolve', 'applied', '2_bad'])).toMatchObject({ exitCode: 0 });
    expect((await migrate()).text).toMatch(/^3_later: applied in \d+ ms$/);
  });

  test('can be resolved only when it is one', async () => {
    await migrate();
    const { exitCode, text } = await migrate(['resolve', 'applied', '1_animals']);
    expect(exitCode).toBe(1);
    expect(text).toContain('Migration 1_animals is not recorded as failed; failed: 2_bad.');
  });
});

test('a run that was killed is explained by the next one', async () => {
  folder.write('2_slow', 'SELECT SLEEP(2)');
  const entry = join(__dirname, '../../migrate.ts');
  const run = spawn(process.execPath, ['--import', 'tsx', entry, '--directory', folder.path], {
    env: { ...process.env, ...database.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(run.stdout, 'data');
  await sleep(200);
  run.kill('SIGKILL');
  await once(run, 'exit');
  const { exitCode, text } = await migrate();
  expect(exitCode).toBe(1);
  expect(text).toMatch(
    /Migration 2_slow, started at \S+Z, never finished: its run was killed or lost the database/,
  );
});

describe('the lock', () => {
  test('is the one of the tool of Prisma, and waiting for it ends with its holder', async () => {
    const other = await createConnection(connectionOptions(database.settings));
    await other.query("SELECT GET_LOCK('prisma_migrate', 10)");
    const { exitCode, text } = await migrate(['--lock-timeout', '1']);
    await other.end();
    expect(exitCode).toBe(5);
    expect(text).toMatch(
      /^Waiting for the migration lock for 0 of at most 1 s: database connection \d+ \(waffle from /,
    );
    expect(text).toMatch(
      /Another migration run kept the lock "prisma_migrate" for more than 1 s: database connection/,
    );
  });

  test('dies with its connection', async () => {
    const other = await createConnection(connectionOptions(database.settings));
    await other.query("SELECT GET_LOCK('prisma_migrate', 10)");
    const waiting = migrate(['--lock-timeout', '20']);
    await sleep(100);
    other.destroy();
    expect(await waiting).toMatchObject({ exitCode: 0 });
  });

  test('keeps two runs apart', async () => {
    folder.write('2_slow', 'SELECT SLEEP(0.3)');
    const runs = await Promise.all([migrate(), migrate(), migrate()]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(await records()).toHaveLength(2);
  });
});

describe('what cannot work is said', () => {
  test('a database that does not answer', async () => {
    const { exitCode, text } = await migrate([], { ...database.environment, DATABASE_PORT: '1' });
    expect(exitCode).toBe(4);
    expect(text).toContain(
      `Cannot connect to the database ${database.settings.name} at 127.0.0.1:1 as waffle`,
    );
  });

  test('a wrong password, without showing it', async () => {
    const { exitCode, text } = await migrate([], { ...database.environment, DATABASE_PASSWORD: 'wr0ng-one' });
    expect(exitCode).toBe(4);
    expect(text).toContain('Access denied');
    expect(text).not.toContain('wr0ng-one');
  });

  test('settings that are missing', async () => {
    const { exitCode, text } = await migrate([], {});
    expect(exitCode).toBe(2);
    expect(text).toContain('The environment has 4 problems:');
  });

  test.each([[['destroy']], [['resolve', 'applied']], [['--what']], [['--lock-timeout', 'soon']]])(
    'the wrong words %j',
    async (argv) => {
      const { exitCode, text } = await migrate(argv);
      expect(exitCode).toBe(2);
      expect(text).toContain('Usage: migrate');
    },
  );

  test('a folder that is not there', async () => {
    folder.remove();
    const { exitCode, text } = await migrate();
    expect(exitCode).toBe(1);
    expect(text).toContain(`There is no folder ${folder.path} with migrations.`);
  });

  test('a migration without its file', async () => {
    folder.write('2_empty/deeper', '');
    expect((await migrate()).text).toContain('Migration 2_empty has no migration.sql.');
  });
});
