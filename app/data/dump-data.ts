import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import type { Connection } from 'mariadb';

import { type DataShape, readCounters, readShape } from './data-shape';
import { Digest, readAlike, readRows, type TableDigest } from './read-rows';

/**
 * A dump is lines of JSON, compressed: `Head`; then for each table `{ "table": name }`, its rows as lists, and `TableEnd`; and
 * `{ "whole": true }`, without which it was cut off. Rows alone: tables are made by migrations on both sides, so that it needs
 * no client of MySQL, and no statement in it can do anything.
 */
export interface Head extends DataShape {
  readonly format: 1;
  readonly counters: Readonly<Record<string, string>>;
}

export interface TableEnd extends TableDigest {
  readonly end: string;
}

/** One consistent view of all tables into a file that nobody else can read; what each held. */
export async function dumpData(
  connection: Connection,
  file: string,
): Promise<ReadonlyMap<string, TableDigest>> {
  const digests = new Map<string, TableDigest>();
  await readAlike(connection);
  const shape = await readShape(connection);
  const head: Head = { format: 1, ...shape, counters: await readCounters(connection) };
  await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  const lines = Readable.from(inPieces(writeLines(connection, head, digests)));
  await pipeline(lines, createGzip({ level: 6 }), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  await connection.query('COMMIT');
  return digests;
}

async function* writeLines(connection: Connection, head: Head, digests: Map<string, TableDigest>) {
  yield `${JSON.stringify(head)}\n`;
  for (const table of head.tables) {
    yield `${JSON.stringify({ table: table.name })}\n`;
    const digest = new Digest();
    for await (const row of readRows(connection, table)) yield digest.add(row);
    const ended = digest.end();
    digests.set(table.name, ended);
    yield `${JSON.stringify({ end: table.name, ...ended })}\n`;
  }
  yield '{"whole":true}\n';
}

const pieceLength = 64 * 1024;

/** A stream costs more by the piece than by the byte. */
async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
