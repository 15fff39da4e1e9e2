import { readMigrationFiles } from '../../app/platform/migrations/migration-files';
import { MigrationRunner } from '../../app/platform/migrations/migration-runner';
import { migrationsDirectory } from './migrations-directory';
import { TestDatabase } from './test-database';

/** A database with every migration applied and no data, on the server of the run; its tables are copied. */
const template = 'template';

/** Once a run. */
export async function makeSchemaTemplate(): Promise<void> {
  const database = await TestDatabase.create(template);
  await migrateAll(database);
  await database.connection.end();
}

/** Migrates as a release does; what tests a migration wants this, and all others the copy, a fourth of the time. */
export async function migrateAll({ connection }: TestDatabase): Promise<void> {
  const runner = new MigrationRunner(connection, readMigrationFiles(migrationsDirectory));
  await runner.run({ timeoutSeconds: 30, onWait: () => undefined, onApplied: () => undefined });
}

/** The tables that all migrations make, and the notes that they are applied. */
export async function copySchema({ connection }: TestDatabase): Promise<void> {
  const rows: { name: string }[] = await connection.query(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?',
    [template],
  );
  const statements = ['SET foreign_key_checks = 0'];
  for (const { name } of rows) {
    const [table] = await connection.query(`SHOW CREATE TABLE ${template}.\`${name}\``);
    statements.push(table['Create Table']);
  }
  const notes = `INSERT INTO _prisma_migrations SELECT * FROM ${template}._prisma_migrations`;
  await connection.query([...statements, notes, 'SET foreign_key_checks = 1'].join(';\n'));
}
