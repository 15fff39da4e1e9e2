import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { TestDatabase } from '../../test/helpers/test-database';
import { MigrationTable } from '../platform/migrations/migration-table';
import { dataCommand } from './data-command';
import { describeComparison, isAlike } from './describe-data';
import { dumpData } from './dump-data';
import { digestTables, loadData, readDumped } from './load-data';

/** What texts and numbers of a dump could lose, each in a column. */
const tables = `
  CREATE TABLE Parent (
    id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50) NOT NULL, upper_name VARCHAR(50) AS (UPPER(name)) STORED,
    price DECIMAL(20, 6), weight FLOAT, exact DOUBLE, flags BIT(12), hash BINARY(4), image BLOB, settings JSON,
    seen TIMESTAMP(6) NULL, born DATETIME(6), day DATE NULL
  );
  CREATE TABLE Child (parent BIGINT UNSIGNED NOT NULL, place INT NOT NULL, note TEXT, PRIMARY KEY (place, parent),
    FOREIGN KEY (parent) REFERENCES Parent (id));
  CREATE TABLE Loose (word VARCHAR(20));`;
const rows = `
  SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+09:00';
  INSERT INTO Parent (id, name, price, weight, exact, flags, hash, image, settings, seen, born, day) VALUES
    (0, 'zero', 0.1, 16777217, 0.1, b'101', X'00FF0A27', X'', '{"a": [1, "\\u00e9"]}', '2026-11-22 09:00:00.000001', '2026-02-29 00:00:00' - INTERVAL 0 DAY, NULL),
    (18446744073709551000, 'quote '' \\\\ \\n 🧇', NULL, 1.1, 1e300, NULL, NULL, REPEAT(X'FF00', 300), NULL, NULL, '1000-01-01 00:00:00.5', '0000-00-00');
  INSERT INTO Parent (id, name) VALUES (7, 'gone soon'); DELETE FROM Parent WHERE id = 7;
  INSERT INTO Child VALUES (0, 2, ''), (0, 1, NULL);
  INSERT INTO Loose VALUES ('b'), ('a'), ('a');`.replace(
  "'2026-02-29 00:00:00' - INTERVAL 0 DAY",
  "'2024-02-29 00:00:00'",
);

const folder = mkdtempSync(path.join(tmpdir(), 'waffle-data-'));
const file = path.join(folder, 'dump');
let from: TestDatabase;
let to: TestDatabase;

beforeAll(async () => {
  [from, to] = [await TestDatabase.create(), await TestDatabase.create()];
  for (const { connection } of [from, to]) {
    await new MigrationTable(connection).create();
    await connection.query(tables);
  }
  await from.connection.query(rows);
});
beforeEach(async () => {
  rmSync(file, { force: true });
  await dumpData(from.connection, file);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await from.drop();
  await to.drop();
});

const load = (replace = false) => loadData(to.connection, file, { replace });
const compare = async () => {
  const { head, digests } = await readDumped(file);
  return { digests, here: await digestTables(to.connection, head.tables) };
};
/** The dump, with its lines changed. */
const rewrite = (change: (text: string) => string, bytes?: number) =>
  writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(file)).toString())).subarray(0, bytes));

test('what is loaded is what was dumped, value by value', async () => {
  await load();
  const { digests, here } = await compare();
  expect(describeComparison(digests, here)).toContain('3 tables, 7 rows: the same');
  const read = (database: TestDatabase) => database.connection.query('SELECT * FROM Parent ORDER BY id');
  expect(await read(to)).toEqual(await read(from));
});

test('the next row gets the number that it would have got', async () => {
  const next = `SELECT AUTO_INCREMENT AS next FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'Parent'`;
  for (const { connection } of [from, to])
    await connection.query('SET SESSION information_schema_stats_expiry = 0');
  expect(await to.connection.query(next)).toEqual(await from.connection.query(next));
});

test('rows that are there want a word, and are replaced with it', async () => {
  await expect(load()).rejects.toThrow('has rows (Child, Loose, Parent)');
  await to.connection.query("INSERT INTO Loose VALUES ('mine')");
  await load(true);
  const { digests, here } = await compare();
  expect(isAlike(digests, here)).toBe(true);
});

test('one letter more is found, and said', async () => {
  await to.connection.query("UPDATE Child SET note = 'x' WHERE place = 1");
  const { digests, here } = await compare();
  expect(isAlike(digests, here)).toBe(false);
  expect(describeComparison(digests, here)).toMatch(/Child +2 +2 .* NO\n[^]*not the same: Child\./);
  await load(true);
});

test.each([
  ['cut off', (text: string) => text.slice(0, -20), 'not whole'],
  [
    'of other columns',
    (text: string) => text.replace('"varchar(20)"', '"varchar(21)"'),
    'its table Loose has other columns',
  ],
  [
    'of a newer release',
    (text: string) => text.replace('"migrations":[]', '"migrations":["20261122_new 00"]'),
    'it lacks 20261122_new: put the same release there first',
  ],
  ['cut off as a file', (text: string) => text, 'cannot be read'],
  ['something else', () => '{"a": 1}\n', 'no dump'],
])('a dump that is %s changes nothing', async (_what, change, reason) => {
  rewrite(change, reason === 'cannot be read' ? -20 : undefined);
  await expect(load(true)).rejects.toThrow(reason);
  expect(await to.connection.query('SELECT COUNT(*) AS n FROM Loose')).toEqual([{ n: 3n }]);
});

test('a second load at the same time is refused', async () => {
  const lock = `CONCAT('waffle_data_load ', LEFT(SHA2('${to.settings.name}', 256), 32))`;
  await from.connection.query(`SELECT GET_LOCK(${lock}, 0)`);
  await expect(load(true)).rejects.toThrow('under way');
  await from.connection.query(`SELECT RELEASE_LOCK(${lock})`);
  await expect(load(true)).resolves.toBeUndefined();
});

test.each([[[]], [['dump']], [['load', '../x']], [['dump', 'x', '--replace']], [['drop', 'x']]])(
  '%j is refused with what is allowed',
  async (words) => {
    const said: string[] = [];
    expect(await dataCommand(words, {}, (text) => said.push(text))).toBe(2);
    expect(said.join()).toContain('usage: data dump NAME');
  },
);

test('what it lacks is named', async () => {
  const said: string[] = [];
  expect(await dataCommand(['dump', 'x'], {}, (text) => said.push(text))).toBe(2);
  expect(said.join()).toContain('MEDIA_BUCKET');
});
