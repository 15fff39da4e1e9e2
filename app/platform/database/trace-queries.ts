import type { PrismaMariaDb } from '@prisma/adapter-mariadb';

import type { Tracer } from '../tracer';

type Adapter = Awaited<ReturnType<PrismaMariaDb['connect']>>;
type Transaction = Awaited<ReturnType<Adapter['startTransaction']>>;

/** Tells the tracer of every statement that Prisma sends through the adapter, those that make a transaction included. */
export function traceQueries(factory: PrismaMariaDb, tracer: Tracer): PrismaMariaDb {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => traceAdapter(await connect(), tracer);
  return factory;
}

function traceAdapter(adapter: Adapter, tracer: Tracer): Adapter {
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (level) =>
    traceTransaction(await timed(tracer, 'BEGIN', [], () => startTransaction(level)), tracer);
  return traceStatements(adapter, tracer);
}

function traceTransaction(transaction: Transaction, tracer: Tracer): Transaction {
  const { commit, rollback } = transaction;
  transaction.commit = () => timed(tracer, 'COMMIT', [], () => commit.call(transaction));
  transaction.rollback = () => timed(tracer, 'ROLLBACK', [], () => rollback.call(transaction));
  return traceStatements(transaction, tracer);
}

function traceStatements<T extends Pick<Transaction, 'queryRaw' | 'executeRaw'>>(
  target: T,
  tracer: Tracer,
): T {
  const { queryRaw, executeRaw } = target;
  target.queryRaw = (query) => timed(tracer, query.sql, query.args, () => queryRaw.call(target, query));
  target.executeRaw = (query) => timed(tracer, query.sql, query.args, () => executeRaw.call(target, query));
  return target;
}

/** Runs a statement and tells the tracer how long it took, also when it failed. */
export async function timed<T>(
  tracer: Tracer,
  sql: string,
  values: readonly unknown[],
  run: () => Promise<T>,
): Promise<T> {
  const startMs = performance.now();
  try {
    return await run();
  } finally {
    tracer.query({ sql, values, startMs, ms: performance.now() - startMs });
  }
}
