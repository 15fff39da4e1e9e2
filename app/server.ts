import { InvalidSettings, readSettings } from './config';
import { createContainer } from './container';
import { startService, stopOnSignal } from './platform/lifecycle';
import { defaultMigrationsDirectory, listMigrationNames } from './platform/migrations/migration-files';

async function main([verb, ...words]: readonly string[]): Promise<void> {
  if (verb === 'check') return check(words);
  if (verb === 'staff') return staff(words);
  if (verb === 'media') return media(words);
  if (verb === 'data') return data(words);
  const settings = readSettings(process.env);
  const container = createContainer(settings, listMigrationNames(defaultMigrationsDirectory(__dirname)));
  stopOnSignal(container, await startService(container, settings.listen), settings.shutdownDelaySeconds);
}

/** Looks at the environment as this program would read it, instead of serving. */
async function check(words: readonly string[]): Promise<void> {
  const { checkCommand } = await import('./check/check-command');
  process.exit(await checkCommand(words, process.env, print));
}

/** Says who is staff, and makes users staff. */
async function staff(words: readonly string[]): Promise<void> {
  const { staffCommand } = await import('./staff/staff-command');
  process.exit(await staffCommand(words, process.env, print));
}

/** Moves pictures from the disk into the bucket, and back. */
async function media(words: readonly string[]): Promise<void> {
  const { mediaCommand } = await import('./features/media/media-command');
  process.exit(await mediaCommand(words, process.env, print));
}

/** Brings the rows of one database into another. */
async function data(words: readonly string[]): Promise<void> {
  const { dataCommand } = await import('./data/data-command');
  process.exit(await dataCommand(words, process.env, print));
}

const print = (text: string) => void process.stdout.write(`${text}\n`);

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof InvalidSettings ? 2 : 1);
});
