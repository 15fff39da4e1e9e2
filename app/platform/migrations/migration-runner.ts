import type { Connection } from 'mariadb';

import { MigrationError } from './migration-error';
import type { MigrationFile } from './migration-files';
import { type LockOptions, withMigrationLock } from './migration-lock';
import { MigrationTable } from './migration-table';
import { planMigrations } from './plan-migrations';
import { findRiskyStatements, type RiskyStatement } from './risky-statements';
import { splitStatements } from './split-statements';

export interface AppliedMigration {
  readonly name: string;
  readonly durationMs: number;
}

export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

export interface PlannedMigration {
  readonly name: string;
  readonly risks: readonly RiskyStatement[];
}

export interface RunOptions extends LockOptions {
  /** Told as soon as one is applied. */
  readonly onApplied: (migration: AppliedMigration) => void;
}

/** Applies migrations as `prisma migrate deploy` would; the connection needs `multipleStatements`. */
export class MigrationRunner {
  readonly #table: MigrationTable;

  constructor(
    private readonly connection: Connection,
    private readonly files: readonly MigrationFile[],
  ) {
    this.#table = new MigrationTable(connection);
  }

  /** Applies what is pending, in order. Throws `MigrationError`; what was applied before it stays. */
  async run(options: RunOptions): Promise<AppliedMigration[]> {
    return withMigrationLock(this.connection, options, async () => {
      await this.#prepareTable();
      const applied: AppliedMigration[] = [];
      for (const file of planMigrations(this.files, await this.#table.read())) {
        const migration = await this.#apply(file);
        options.onApplied(migration);
        applied.push(migration);
      }
      return applied;
    });
  }

  /** What is applied and what is pending, changing nothing. Throws `MigrationError`. */
  async status(): Promise<MigrationStatus> {
    const records = await this.#readRecords();
    const pending = planMigrations(this.files, records).map(({ name }) => name);
    return { applied: records.map(({ name }) => name), pending };
  }

  /** What `run` would apply, and what of it deserves a second look; changes nothing. Throws `MigrationError`. */
  async plan(): Promise<PlannedMigration[]> {
    const pending = planMigrations(this.files, await this.#readRecords());
    return pending.map(({ name, sql }) => ({ name, risks: findRiskyStatements(sql) }));
  }

  /** After a person has put a failed migration right: it counts as undone, or as done. Throws `MigrationError`. */
  async resolve(outcome: 'applied' | 'rolled-back', name: string, options: LockOptions): Promise<void> {
    await withMigrationLock(this.connection, options, async () => {
      await this.#prepareTable();
      await this.#refuseUnlessUnfinished(name);
      // Only what counts as applied has to be among the files: the release that serves lacks one that failed.
      const file = outcome === 'applied' ? this.#file(name) : undefined;
      await this.#table.markRolledBack(name);
      if (file) await this.#table.markApplied(file);
    });
  }

  async #readRecords() {
    const initialized = (await this.#table.tableNames()).includes('_prisma_migrations');
    return initialized ? this.#table.read() : [];
  }

  async #prepareTable(): Promise<void> {
    const tables = await this.#table.tableNames();
    if (tables.includes('_prisma_migrations')) return;
    if (tables.length > 0) {
      throw new MigrationError(
        `The database holds tables (${tables.slice(0, 3).join(', ')}${tables.length > 3 ? ', …' : ''}) but no record of migrations.`,
        'Give an empty database, or record what it already has with "prisma migrate resolve --applied <name>".',
      );
    }
    await this.#table.create();
  }

  async #apply(file: MigrationFile): Promise<AppliedMigration> {
    const startMs = performance.now();
    const id = await this.#table.recordStart(file);
    try {
      await this.#execute(file);
    } catch (error) {
      const { message } = error as Error;
      // The connection may be what failed; the row then stays unfinished, which the next run explains.
      await this.#table.recordFailure(id, message).catch(() => undefined);
      throw error;
    }
    await this.#table.recordSuccess(id);
    return { name: file.name, durationMs: Math.round(performance.now() - startMs) };
  }

  async #execute({ name, sql }: MigrationFile): Promise<void> {
    const statements = splitStatements(sql);
    for (const [index, statement] of statements.entries()) {
      await this.connection.query(statement).catch((cause: unknown) => {
        throw statementFailed(name, statement, index + 1, statements.length, cause);
      });
    }
  }

  async #refuseUnlessUnfinished(name: string): Promise<void> {
    const unfinished = (await this.#table.read()).filter(({ finishedAt }) => finishedAt === null);
    if (unfinished.some((record) => record.name === name)) return;
    const names = unfinished.map((record) => record.name).join(', ');
    throw new MigrationError(
      `Migration ${name} is not recorded as failed; ${names === '' ? 'none is' : `failed: ${names}`}.`,
      'Nothing was changed. "migrate status" shows where the database stands.',
    );
  }

  #file(name: string): MigrationFile {
    const file = this.files.find((candidate) => candidate.name === name);
    if (file !== undefined) return file;
    throw new MigrationError(
      `Migration ${name} is not among the files.`,
      'Restore its folder from version control.',
    );
  }
}

function statementFailed(name: string, statement: string, number: number, count: number, cause: unknown) {
  const { sqlMessage, message } = cause as { sqlMessage?: string | null; message: string };
  return new MigrationError(
    [
      `Migration ${name} failed at statement ${number} of ${count}:`,
      `    ${excerpt(statement)}`,
      `The database says: ${sqlMessage ?? message}`,
    ].join('\n'),
    'The failure is recorded; the next run refuses and says how to go on.',
    'failed',
    { cause },
  );
}

export const excerpt = (statement: string) => {
  const line = statement.replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
};
