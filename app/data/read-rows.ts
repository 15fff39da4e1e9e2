import { createHash } from 'node:crypto';

import type { Connection } from 'mariadb';

import type { ColumnShape, TableShape } from './data-shape';

/** One row: the text of each value, bytes as hexadecimal digits. */
export type Row = readonly (string | null)[];

/** What is in a table: as many rows, of these values, in this order. */
export interface TableDigest {
  readonly rows: number;
  /** SHA-256 of all of them, in hexadecimal digits. */
  readonly sha256: string;
}

export const quoteName = (name: string) => `\`${name.replaceAll('`', '``')}\``;

/** Text that is the same on both sides, whatever the time zone of the server. */
export async function readAlike(connection: Connection): Promise<void> {
  await connection.query("SET SESSION time_zone = '+00:00'");
}

/** All rows of a table; `seen` is told of each, and what it is for the digest. */
export async function* readRows(connection: Connection, table: TableShape): AsyncGenerator<Row> {
  const columns = table.columns.map(selected).join(', ');
  const order = table.order.map(quoteName).join(', ');
  const sql = `SELECT ${columns} FROM ${quoteName(table.name)} ORDER BY ${order}`;
  const stream = connection.queryStream({ sql, rowsAsArray: true, typeCast: (field) => field.string() });
  for await (const row of stream) yield row as Row;
}

/** Of rows as they pass. */
export class Digest {
  readonly #hash = createHash('sha256');
  #rows = 0;

  /** Returns the row as a line of text. */
  add(row: Row): string {
    const line = `${JSON.stringify(row)}\n`;
    this.#hash.update(line);
    this.#rows++;
    return line;
  }

  end(): TableDigest {
    return { rows: this.#rows, sha256: this.#hash.digest('hex') };
  }
}

/** Of what is in the database now. */
export async function digestTable(connection: Connection, table: TableShape): Promise<TableDigest> {
  const digest = new Digest();
  for await (const row of readRows(connection, table)) digest.add(row);
  return digest.end();
}

/** Whose text is no text: it goes as hexadecimal digits. */
export const isBytes = ({ type }: ColumnShape) => /^(bit|binary|varbinary|geometry|\w*blob)\b/.test(type);

/** As text a float has six digits; as a double it has all. */
const selected = (column: ColumnShape) => {
  const name = quoteName(column.name);
  if (isBytes(column)) return `HEX(${name})`;
  return /^float\b/.test(column.type) ? `${name} + 0e0` : name;
};
