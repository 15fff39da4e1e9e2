import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { TestApi } from '../../../test/helpers/test-api';
import type { DatabaseClient } from './database';
import { inTransaction } from './transaction';

let api: TestApi;
let ids: [number, number];
beforeAll(async () => {
  api = await TestApi.start();
  ids = [await api.createSeminar(), await api.createSeminar()];
});
afterAll(() => api.stop());

type Write = (client: DatabaseClient, id: number) => Promise<unknown>;

const byPrisma: Write = (client, id) =>
  client.seminar.updateMany({ where: { id }, data: { count: { increment: 1 } } });
const byStatement: Write = (client, id) =>
  client.$queryRaw`SELECT id FROM Seminar WHERE id = ${id} FOR UPDATE`;

/** Two transactions that take two rows in opposite order, each its second one when both have their first. */
async function cross(write: Write): Promise<number> {
  let attempts = 0;
  let arrive = (): void => undefined;
  const bothHaveOne = new Promise<void>((resolve) => (arrive = resolve));
  const run = (first: number, second: number) =>
    inTransaction(api.container.database, async (client) => {
      await write(client, first);
      if (++attempts === 2) arrive();
      await bothHaveOne;
      await write(client, second);
    });
  await Promise.all([run(...ids), run(ids[1], ids[0])]);
  return attempts;
}

test.each([
  ['of Prisma', byPrisma],
  ['of our own', byStatement],
])('a deadlock between statements %s is resolved by trying again', async (_title, write) => {
  expect(await cross(write)).toBe(3);
});

test('whatever else goes wrong is not tried again', async () => {
  let attempts = 0;
  const run = inTransaction(api.container.database, async (client) => {
    attempts++;
    await client.$queryRaw`SELECT nothing FROM Nowhere`;
  });
  await expect(run).rejects.toThrow('Nowhere');
  expect(attempts).toBe(1);
});

test('those who wait for a lock leave connections to those who read', async () => {
  const { connection } = api.database;
  await connection.query('START TRANSACTION; SELECT id FROM Seminar WHERE id = ? FOR UPDATE', [ids[0]]);
  const waiting = Array.from({ length: 30 }, () =>
    inTransaction(api.container.database, (client) => byStatement(client, ids[0])),
  );
  // The server makes this table anew only when it was not read for 100 ms.
  while ((await countWaiting()) < 5) await sleep(150);
  expect(await api.container.database.seminar.count()).toBe(2);
  await connection.query('ROLLBACK');
  await Promise.all(waiting);
});

test('a lock that comes too late is waited for again', async () => {
  const { connection } = api.database;
  await connection.query('START TRANSACTION; SELECT id FROM Seminar WHERE id = ? FOR UPDATE', [ids[0]]);
  let attempts = 0;
  await inTransaction(api.container.database, async (client) => {
    await client.$executeRaw`SET SESSION innodb_lock_wait_timeout = 1`;
    if (++attempts === 2) await connection.query('ROLLBACK');
    await byStatement(client, ids[0]);
  });
  expect(attempts).toBe(2);
});

async function countWaiting(): Promise<number> {
  const [{ n }] = await api.database.connection.query(
    "SELECT COUNT(*) AS n FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'",
  );
  return Number(n);
}
