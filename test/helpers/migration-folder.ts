import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { makeTemporaryDirectory } from './temporary-directory';

/** A temporary folder of migrations. */
export class MigrationFolder {
  readonly path = makeTemporaryDirectory(tmpdir());

  write(name: string, sql: string): void {
    const file = join(this.path, name, 'migration.sql');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, sql);
  }

  delete(name: string): void {
    rmSync(join(this.path, name), { recursive: true });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
