import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { createPool } from 'mariadb';
import { afterAll, describe, expect, test } from '@jest/globals';

import { Prisma, PrismaClient } from './generated/client';
import { isDatabaseAway } from './is-database-away';

/** Port 9 (discard), where nothing listens. */
const nowhere = {
  host: '127.0.0.1',
  port: 9,
  user: 'x',
  database: 'x',
  acquireTimeout: 100,
  connectTimeout: 100,
};
const errorOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe('nobody listens', () => {
  const pool = createPool(nowhere);
  const prisma = new PrismaClient({ adapter: new PrismaMariaDb(nowhere, { database: 'x' }) });
  afterAll(() => Promise.all([pool.end(), prisma.$disconnect()]));

  test.each([
    ['the driver', () => pool.query('SELECT 1')],
    ['Prisma', () => prisma.user.findFirst()],
    [
      'a transaction of Prisma',
      () => prisma.$transaction((client) => client.user.findFirst(), { maxWait: 100 }),
    ],
  ])('%s finds the database away', async (_who, ask) => {
    expect(isDatabaseAway(await errorOf(ask()))).toBe(true);
  });
});

test('a connection that is lost under a query of Prisma is the database away', () => {
  const lost = new Prisma.PrismaClientKnownRequestError('read ECONNRESET', {
    code: 'ECONNRESET',
    clientVersion: '7',
  });
  expect(isDatabaseAway(lost)).toBe(true);
});

test.each([
  ['a reset by a client', { name: 'Error', code: 'ECONNRESET', errno: -104 }],
  ['a duplicate', { errno: 1062, sqlState: '23000' }],
  ['one that Prisma names', { code: 'P2002', meta: { driverAdapterError: { cause: { code: 1062 } } } }],
  ['a missing file', { code: 'ENOENT', errno: -2 }],
  ['nothing at all', undefined],
])('%s is something else', (_what, error) => {
  expect(isDatabaseAway(error)).toBe(false);
});
