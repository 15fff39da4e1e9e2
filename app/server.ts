import { InvalidSettings, readSettings } from './config';
import { createContainer } from './container';
import { startService, stopOnSignal } from './platform/lifecycle';
import { defaultMigrationsDirectory, listMigrationNames } from './platform/migrations/migration-files';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const container = createContainer(settings, listMigrationNames(defaultMigrationsDirectory(__dirname)));
  stopOnSignal(container, await startService(container, settings.listen));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof InvalidSettings ? 2 : 1);
});
