import type { Connection } from 'mariadb';

import type { ColumnShape, DatabaseShape, ForeignKeyShape, IndexShape, TableShape } from './database-shape';

/** Reads the shape of the connection's database, Prisma's own table left out. */
export async function shapeOfDatabase(connection: Connection): Promise<DatabaseShape> {
  const [tables, columns, indexes, foreignKeys] = [
    await rowsOf(connection, 'TABLES', 'TABLE_NAME'),
    await rowsOf(connection, 'COLUMNS', 'ORDINAL_POSITION'),
    await rowsOf(connection, 'STATISTICS', 'SEQ_IN_INDEX'),
    await foreignKeyRows(connection),
  ];
  const shapes = tables.map(({ TABLE_NAME: table }): [string, TableShape] => {
    const ofTable = (row: Row) => row.TABLE_NAME === table;
    return [
      String(table),
      {
        columns: Object.fromEntries(columns.filter(ofTable).map(columnShape)),
        indexes: indexShapes(indexes.filter(ofTable)),
        foreignKeys: foreignKeyShapes(foreignKeys.filter(ofTable)),
      },
    ];
  });
  return Object.fromEntries(shapes.filter(([table]) => table !== '_prisma_migrations'));
}

type Row = Readonly<Record<string, unknown>>;

const rowsOf = async (connection: Connection, view: string, order: string): Promise<Row[]> =>
  connection.query(
    `SELECT * FROM information_schema.${view} WHERE TABLE_SCHEMA = DATABASE() ORDER BY ${order}`,
  );

const foreignKeyRows = async (connection: Connection): Promise<Row[]> =>
  connection.query(`
    SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME,
      r.DELETE_RULE, r.UPDATE_RULE
    FROM information_schema.KEY_COLUMN_USAGE k
    JOIN information_schema.REFERENTIAL_CONSTRAINTS r
      ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
      AND r.TABLE_NAME = k.TABLE_NAME
    WHERE k.TABLE_SCHEMA = DATABASE() ORDER BY k.ORDINAL_POSITION`);

function columnShape(row: Row): [string, ColumnShape] {
  const extra = String(row.EXTRA).toLowerCase();
  return [
    String(row.COLUMN_NAME),
    {
      type: plainType(String(row.COLUMN_TYPE)),
      nullable: row.IS_NULLABLE === 'YES',
      default: plainDefault(row.COLUMN_DEFAULT),
      autoIncrement: extra.includes('auto_increment'),
    },
  ];
}

/** Display widths, which MariaDB still shows, say nothing; `tinyint(1)` alone means a boolean. */
const plainType = (type: string) =>
  type === 'tinyint(1)' ? type : type.replace(/^((?:tiny|small|medium|big)?int)\(\d+\)/, '$1');

/** MariaDB quotes texts and writes `NULL` and functions in its own way. */
function plainDefault(value: unknown): string | null {
  if (value === null || value === 'NULL') return null;
  const text = String(value).replace(/^'(.*)'$/s, '$1');
  return /^current_timestamp/i.test(text) ? text.toUpperCase() : text;
}

function indexShapes(rows: readonly Row[]): Record<string, IndexShape> {
  return Object.fromEntries(
    groupBy(rows, 'INDEX_NAME').map(([name, parts]) => [
      name,
      { kind: indexKind(name, parts[0]), columns: parts.map(indexColumn) },
    ]),
  );
}

function indexKind(name: string, row: Row | undefined): IndexShape['kind'] {
  if (name === 'PRIMARY') return 'primary';
  if (row?.INDEX_TYPE === 'FULLTEXT') return 'fulltext';
  return Number(row?.NON_UNIQUE) === 0 ? 'unique' : 'normal';
}

const indexColumn = ({ COLUMN_NAME: column, SUB_PART: length, COLLATION: order }: Row) =>
  `${String(column)}${length === null ? '' : `(${String(length)})`}${order === 'D' ? ' desc' : ''}`;

function foreignKeyShapes(rows: readonly Row[]): Record<string, ForeignKeyShape> {
  return Object.fromEntries(
    groupBy(rows, 'CONSTRAINT_NAME').map(([name, parts]) => [
      name,
      {
        columns: parts.map((part) => String(part.COLUMN_NAME)),
        references: `${String(parts[0]?.REFERENCED_TABLE_NAME)}(${parts.map((part) => String(part.REFERENCED_COLUMN_NAME)).join(',')})`,
        onDelete: String(parts[0]?.DELETE_RULE),
        onUpdate: String(parts[0]?.UPDATE_RULE),
      },
    ]),
  );
}

function groupBy(rows: readonly Row[], column: string): [string, Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = String(row[column]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups];
}
