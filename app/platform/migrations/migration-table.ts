import { randomUUID } from 'node:crypto';

import type { Connection } from 'mariadb';

import type { MigrationFile } from './migration-files';

/** One row of `_prisma_migrations`. */
export interface MigrationRecord {
  readonly name: string;
  readonly checksum: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly logs: string | null;
}

/** Column by column what Prisma's own tool makes on MySQL, so that both read and continue each other's work. */
const createTable = `
CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             DATETIME(3),
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          DATETIME(3),
    started_at              DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    applied_steps_count     INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`;

/** A TEXT column holds 65,535 bytes; a character takes at most 4. */
const maxLogCharacters = 16_000;

/** Reads and writes `_prisma_migrations` of the database that the connection is on. */
export class MigrationTable {
  constructor(private readonly connection: Connection) {}

  async create(): Promise<void> {
    await this.connection.query(createTable);
  }

  /** Of all tables of the database, this one included where it exists. */
  async tableNames(): Promise<string[]> {
    const rows: { name: string }[] = await this.connection.query(
      'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
    );
    return rows.map(({ name }) => name);
  }

  /** Oldest first. Rows marked as rolled back are left out: Prisma applies such a migration again. */
  async read(): Promise<MigrationRecord[]> {
    return this.connection.query(
      `SELECT migration_name AS name, checksum, started_at AS startedAt, finished_at AS finishedAt, logs
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
    );
  }

  /** Returns the id of the new row. */
  async recordStart({ name, checksum }: MigrationFile): Promise<string> {
    const id = randomUUID();
    await this.connection.query(
      'INSERT INTO _prisma_migrations (id, checksum, started_at, migration_name) VALUES (?, ?, ?, ?)',
      [id, checksum, new Date(), name],
    );
    return id;
  }

  /** Prisma runs a script as a single step and counts 1 for it. */
  async recordSuccess(id: string): Promise<void> {
    await this.connection.query(
      'UPDATE _prisma_migrations SET applied_steps_count = applied_steps_count + 1, finished_at = ? WHERE id = ?',
      [new Date(), id],
    );
  }

  /** What `prisma migrate resolve --rolled-back` does: the migration applies again at the next run. */
  async markRolledBack(name: string): Promise<void> {
    await this.connection.query(
      'UPDATE _prisma_migrations SET rolled_back_at = ? WHERE migration_name = ? AND finished_at IS NULL AND rolled_back_at IS NULL',
      [new Date(), name],
    );
  }

  /** What `prisma migrate resolve --applied` does once the failed row is marked as rolled back. */
  async markApplied({ name, checksum }: MigrationFile): Promise<void> {
    const now = new Date();
    await this.connection.query(
      `INSERT INTO _prisma_migrations (id, checksum, logs, started_at, finished_at, migration_name)
       VALUES (?, ?, '', ?, ?, ?)`,
      [randomUUID(), checksum, now, now, name],
    );
  }

  async recordFailure(id: string, logs: string): Promise<void> {
    await this.connection.query('UPDATE _prisma_migrations SET logs = ? WHERE id = ?', [
      logs.slice(0, maxLogCharacters),
      id,
    ]);
  }
}
