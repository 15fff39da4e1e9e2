import type { Connection } from 'mariadb';

import { type Row, sampleData } from './sample-data';

/** Fills the empty tables of our migrations. */
export async function seedDatabase(connection: Connection): Promise<void> {
  for (const [table, rows] of Object.entries(sampleData.tables)) await insert(connection, table, rows);
  await connection.query(`ANALYZE TABLE ${Object.keys(sampleData.tables).map(quote).join(', ')}`);
}

async function insert(connection: Connection, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const places = columns.map(() => '?').join(', ');
  await connection.batch(
    `INSERT INTO ${quote(table)} (${columns.map(quote).join(', ')}) VALUES (${places})`,
    rows.map((row) => columns.map((column) => row[column])),
  );
}

const quote = (name: string) => `\`${name}\``;
