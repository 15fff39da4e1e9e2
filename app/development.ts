import { rename, writeFile } from 'node:fs/promises';

import { developmentFailedMessage } from '../contract';

/**
 * What `waffle local` runs and starts again when a file changes: the database is brought up to date and filled with
 * sample data while it is empty, then it is `server.ts`. Where Nginx looks for it, it leaves the OpenAPI document of the
 * code that runs. Everything is imported late, so that a mistake in any file is told here.
 */
async function main([documentFile]: readonly string[]): Promise<void> {
  if (process.env.NODE_ENV === 'production') throw new Error('This entry is for development: run server.ts.');
  await migrate();
  await addSampleData();
  if (documentFile !== undefined) await writeDocument(documentFile);
  await import('./server');
}

async function migrate(): Promise<void> {
  const { exitCodes, migrateCommand } = await import('./platform/migrations/migrate-command');
  const output = { out: (line: string) => process.stdout.write(`${line}\n`), err: complain };
  const code = await migrateCommand(['migrate'], process.env, __dirname, output);
  if (code !== exitCodes.ok) throw new Error('The database could not be migrated.');
}

async function addSampleData(): Promise<void> {
  const { readDatabaseSettings } = await import('./config');
  const { withConnection } = await import('./platform/database/with-connection');
  const { fillAtStart } = await import('./sample-data/fill');
  const made = await withConnection(readDatabaseSettings(process.env), fillAtStart);
  if (made) process.stdout.write(`Sample data: ${made.posts} posts of ${made.students} students.\n`);
}

async function writeDocument(file: string): Promise<void> {
  const { publicDocument } = await import('./openapi/api');
  await writeFile(`${file}.new`, JSON.stringify(publicDocument('development')));
  await rename(`${file}.new`, file);
}

const complain = (line: string) => process.stderr.write(`${line}\n`);

process.once('exit', (code) => {
  if (code !== 0) complain(developmentFailedMessage);
});
main(process.argv.slice(2)).catch((error: unknown) => {
  complain(error instanceof Error ? describe(error) : String(error));
  process.exit(1);
});

/** A file that cannot be read as TypeScript is named by the message; otherwise one wants to know where it happened. */
const describe = ({ message, stack = message }: Error) =>
  message.startsWith('Transform failed') ? message : stack;
