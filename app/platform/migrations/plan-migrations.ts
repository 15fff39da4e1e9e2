import { MigrationError } from './migration-error';
import type { MigrationFile } from './migration-files';
import type { MigrationRecord } from './migration-table';

/**
 * The migrations that are still to apply. Throws `MigrationError` when the history in the database and the files
 * contradict each other, naming the migration.
 */
export function planMigrations(
  files: readonly MigrationFile[],
  records: readonly MigrationRecord[],
): MigrationFile[] {
  for (const record of records) refuseUnfinished(record);
  for (const record of records) refuseDifference(record, files);
  const applied = new Set(records.map(({ name }) => name));
  return files.filter(({ name }) => !applied.has(name));
}

function refuseUnfinished({ name, startedAt, finishedAt, logs }: MigrationRecord): void {
  if (finishedAt !== null) return;
  const what =
    logs === null || logs === ''
      ? 'never finished: its run was killed or lost the database'
      : `failed:\n${indent(logs)}`;
  throw new MigrationError(
    `Migration ${name}, started at ${startedAt.toISOString()}, ${what}`,
    [
      'It may have been applied in part: MySQL does not undo table changes. Nothing more is applied until you have looked.',
      `Undo by hand what it did, then "migrate resolve rolled-back ${name}", and it applies again at the next run;`,
      `or complete by hand what it left out, then "migrate resolve applied ${name}".`,
    ].join('\n'),
  );
}

function refuseDifference({ name, checksum }: MigrationRecord, files: readonly MigrationFile[]): void {
  const file = files.find((candidate) => candidate.name === name);
  if (file === undefined) {
    throw new MigrationError(
      `Migration ${name} is applied to the database but is not among the files.`,
      'Deploy a release that contains it, or restore its folder from version control.',
    );
  }
  if (file.checksum === checksum) return;
  throw new MigrationError(
    `Migration ${name} was changed after it had been applied: SHA-256 ${checksum} then, ${file.checksum} now.`,
    'Restore its migration.sql from version control and put the change into a new migration.',
  );
}

const indent = (text: string) => text.trimEnd().replace(/^/gm, '    ');
