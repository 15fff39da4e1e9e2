/**
 * What the driver calls its own troubles with a connection: closed under a query, not opened in time, none free in time.
 * https://github.com/mariadb-corporation/mariadb-connector-nodejs, lib/misc/errors.js of 3.4, 2026-11.
 */
const lostConnections = [45001, 45004, 45009, 45012, 45013, 45019, 45026, 45028, 45042];
/** The server's: it has no connection left, or is on its way down. */
const serverGoes = [1040, 1053];
/** Prisma could not begin a transaction in time, or hands on what the network said. */
const prismaCodes = /^(P2028|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT)$/;

/** Whether the database could not be asked, or was lost before it answered; what it answered is something else. */
export function isDatabaseAway(error: unknown): boolean {
  const { name, errno, sqlState, code, meta } = (error ?? {}) as DatabaseError;
  if (name === 'PrismaClientKnownRequestError' && prismaCodes.test(String(code))) return true;
  return (typeof sqlState === 'string' && isAway(errno)) || isAway(meta?.driverAdapterError?.cause?.code);
}

/** Errors of the network itself have the negative numbers of libuv. */
const isAway = (number: unknown) =>
  typeof number === 'number' &&
  (number < 0 || lostConnections.includes(number) || serverGoes.includes(number));

interface DatabaseError {
  readonly name?: unknown;
  /** Of the driver, and of whatever else asks the system. */
  readonly errno?: unknown;
  /** Of the driver alone. */
  readonly sqlState?: unknown;
  /** Of Prisma, which has the driver's error inside. */
  readonly code?: unknown;
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly code?: unknown } } };
}
