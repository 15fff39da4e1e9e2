import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { releaseFiles } from '../../../contract';
import { MigrationError } from './migration-error';

export interface MigrationFile {
  /** Name of its folder, `20261121000000_init`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the bytes of `migration.sql` in hex, as Prisma keeps it. */
  readonly checksum: string;
}

/** Where the migrations are: beside the bundle in a release, under `prisma/` in a checkout. */
export function defaultMigrationsDirectory(entryDirectory: string): string {
  const released = join(entryDirectory, '..', releaseFiles.migrationsDirectory);
  return existsSync(released) ? released : join(entryDirectory, '..', 'prisma', 'migrations');
}

/** The migrations of a folder such as `prisma/migrations`, in the order in which they apply. */
export function readMigrationFiles(directory: string): MigrationFile[] {
  return listMigrationNames(directory).map((name) => readMigrationFile(directory, name));
}

/** Names alone, in the order in which they apply. */
export function listMigrationNames(directory: string): string[] {
  if (!existsSync(directory)) {
    throw new MigrationError(
      `There is no folder ${directory} with migrations.`,
      'Give the right one with --directory.',
    );
  }
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function readMigrationFile(directory: string, name: string): MigrationFile {
  const path = join(directory, name, 'migration.sql');
  if (!existsSync(path)) {
    throw new MigrationError(
      `Migration ${name} has no migration.sql.`,
      `Restore ${path}, or remove the folder if it was never applied.`,
    );
  }
  const bytes = readFileSync(path);
  return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
}
