import { type MysqlServer, startMysqlServer } from './mysql-server';
import { makeSchemaTemplate } from './schema-template';

/** The server of this run, which `global-teardown.ts` stops; the test files know it by the environment. */
export const running: { server?: MysqlServer } = ((globalThis as { waffleMysql?: object }).waffleMysql ??=
  {});

/** One MySQL server for all test files. */
export default async function globalSetup(): Promise<void> {
  running.server = await startMysqlServer();
  process.env.WAFFLE_TEST_MYSQL_PORT = String(running.server.port);
  process.env.WAFFLE_TEST_MYSQL_CA_FILE = running.server.caFile;
  await makeSchemaTemplate();
}
