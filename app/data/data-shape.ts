import type { Connection } from 'mariadb';

/** What one table holds, but for columns that MySQL computes by itself. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly ColumnShape[];
  /** Of the primary key, in its order; without one all of them: rows are read in this order. */
  readonly order: readonly string[];
}

export interface ColumnShape {
  readonly name: string;
  /** As `information_schema` has it, such as `varchar(150)`. */
  readonly type: string;
}

/** What two databases must have alike for the rows of one to be those of the other. */
export interface DataShape {
  /** Names and checksums of the migrations that are applied, oldest first by name. */
  readonly migrations: readonly string[];
  readonly tables: readonly TableShape[];
}

/** Each database has migrated by itself: its rows are about that, and no data. */
const migrationTable = '_prisma_migrations';

/** Of the database that the connection is on. */
export async function readShape(connection: Connection): Promise<DataShape> {
  const columns = await connection.query<ColumnRow[]>(columnsOfTables, [migrationTable]);
  const keys = await connection.query<KeyRow[]>(primaryKeys);
  const names = [...new Set(columns.map(({ tableName }) => tableName))];
  return {
    migrations: await readMigrations(connection),
    tables: names.map((name) => {
      const own = columns.filter(({ tableName }) => tableName === name);
      const key = keys.filter(({ tableName }) => tableName === name).map(({ columnName }) => columnName);
      return {
        name,
        columns: own.map(({ columnName, columnType }) => ({ name: columnName, type: columnType })),
        order: key.length > 0 ? key : own.map(({ columnName }) => columnName),
      };
    }),
  };
}

interface KeyRow {
  readonly tableName: string;
  readonly columnName: string;
}

interface ColumnRow extends KeyRow {
  readonly columnType: string;
}

const columnsOfTables = `
  SELECT c.TABLE_NAME AS tableName, c.COLUMN_NAME AS columnName, c.COLUMN_TYPE AS columnType
  FROM information_schema.COLUMNS c JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
  WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE' AND c.TABLE_NAME <> ?
    AND c.GENERATION_EXPRESSION = ''
  ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`;

const primaryKeys = `
  SELECT TABLE_NAME AS tableName, COLUMN_NAME AS columnName FROM information_schema.STATISTICS
  WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME = 'PRIMARY' ORDER BY TABLE_NAME, SEQ_IN_INDEX`;

async function readMigrations(connection: Connection): Promise<readonly string[]> {
  const rows = await connection.query<{ name: string }[]>(
    `SELECT CONCAT(migration_name, ' ', checksum) AS name FROM ${migrationTable}
     WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL ORDER BY migration_name`,
  );
  return rows.map(({ name }) => name);
}

/** The number that the next row of each table gets, of tables that count. */
export async function readCounters(connection: Connection): Promise<Readonly<Record<string, string>>> {
  // What MySQL remembers of this is up to a day old.
  await connection.query('SET SESSION information_schema_stats_expiry = 0');
  const rows = await connection.query<{ name: string; next: string | number | bigint }[]>(
    `SELECT TABLE_NAME AS name, AUTO_INCREMENT AS next FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND AUTO_INCREMENT IS NOT NULL ORDER BY TABLE_NAME`,
  );
  return Object.fromEntries(rows.map(({ name, next }) => [name, String(next)]));
}

/** Why rows of the one cannot be loaded into the other; `undefined` where they can. */
export function shapeProblem(dumped: DataShape, here: DataShape): string | undefined {
  const missing = dumped.migrations.filter((name) => !here.migrations.includes(name));
  const more = here.migrations.filter((name) => !dumped.migrations.includes(name));
  const nameOf = (migration: string) => migration.split(' ')[0];
  if (missing.length > 0)
    return `it lacks ${missing.map(nameOf).join(', ')}: put the same release there first`;
  if (more.length > 0)
    return `it has ${more.map(nameOf).join(', ')} besides: put the same release on both sides first`;
  const other = dumped.tables.find((table) => !here.tables.some((found) => isAlike(table, found)));
  if (other !== undefined) return `its table ${other.name} has other columns, or is missing`;
  const extra = here.tables.find((table) => !dumped.tables.some(({ name }) => name === table.name));
  return extra && `it has a table ${extra.name} that the dump does not know`;
}

const isAlike = (one: TableShape, other: TableShape) => JSON.stringify(one) === JSON.stringify(other);
