import { setTimeout as sleep } from 'node:timers/promises';

import type { Connection } from 'mariadb';

import { run } from '../../bin/io/run';
import { migrate } from '../machine/prepare-release';
import type { BenchContext } from '../run-bench';
import type { DatabaseAddress } from '../servers/database-server';
import { databaseEnvironment } from '../stacks';

/** A million posts take minutes on a machine that does nothing else. */
const seedTimeoutMs = 3_600_000;

/** Makes a database with the sample data of so many posts; it is the connection's from then on. @throws CommandFailed */
export async function fillDatabase(
  connection: Connection,
  address: DatabaseAddress,
  posts: number,
  releaseDirectory: string,
  { rootDirectory, output, signal }: Pick<BenchContext, 'rootDirectory' | 'output' | 'signal'>,
): Promise<void> {
  await connection.query(`CREATE DATABASE ${address.name}`);
  await connection.query(`USE ${address.name}`);
  await migrate(releaseDirectory, address, signal);
  const argv = [process.execPath, '--import', 'tsx', 'app/seed.ts', '--posts', String(posts)];
  const onLine = (line: string) => output.detail(line);
  const env = databaseEnvironment(address);
  // The rows are right, as the tests of the sample data say: to look that up for each of them takes a third of the time.
  await connection.query('SET GLOBAL foreign_key_checks = 0, GLOBAL unique_checks = 0');
  await run(argv, { cwd: rootDirectory, env, signal, onLine, timeoutMs: seedTimeoutMs });
  await connection.query('SET GLOBAL foreign_key_checks = 1, GLOBAL unique_checks = 1');
  // Else the server learns of the rows while it is measured.
  const tables = await connection.query<Record<string, string>[]>('SHOW TABLES');
  const names = tables.flatMap((row) => Object.values(row)).map((name) => `\`${name}\``);
  await connection.query(`ANALYZE TABLE ${names.join(', ')}`);
}

/** The server takes its time for it, and is asked until it is done. */
export async function resizePool(connection: Connection, mebibytes: number): Promise<void> {
  const bytes = mebibytes * 2 ** 20;
  await connection.query(`SET GLOBAL innodb_buffer_pool_size = ${bytes}`);
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const [row] = await connection.query<{ size: number | bigint }[]>(
      'SELECT @@innodb_buffer_pool_size AS size',
    );
    if (Number(row?.size) === bytes) return;
    await sleep(100);
  }
}
