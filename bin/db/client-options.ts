import type { Flavor } from './client-program';

export interface ClientLogin {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** PEM; the server's certificate must lead to it. */
  readonly caFile: string;
}

/**
 * An option file with everything that signs in, in place of all option files of this machine. The tunnel ends at 127.0.0.1,
 * which the certificate does not name: these clients verify who has signed it, and `openDatabase` has verified whom it names.
 */
export const clientOptions = (flavor: Flavor, login: ClientLogin): string =>
  [
    '[client]',
    'host=127.0.0.1',
    'protocol=TCP',
    `port=${login.port}`,
    `user=${quote(login.user)}`,
    `password=${quote(login.password)}`,
    `ssl-ca=${quote(login.caFile)}`,
    // MariaDB's verify the signature wherever they are given trust anchors, and know no such option.
    ...(flavor === 'mysql' ? ['ssl-mode=VERIFY_CA'] : ['ssl']),
    '[mysql]',
    `database=${quote(login.database)}`,
    // Whatever the locale: it would write other signs for what it does not have.
    'default-character-set=utf8mb4',
    '',
  ].join('\n');

/** Option files know backslashes, and `#` begins a comment outside of quotes. */
const quote = (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`;

/** Both programs know these; `--events` because a dump without them would not be the database. */
const dumpFlags = [
  '--single-transaction',
  '--quick',
  '--routines',
  '--triggers',
  '--events',
  '--hex-blob',
  '--no-tablespaces',
  '--default-character-set=utf8mb4',
];

/** One consistent view of all tables, without locking them. */
export const dumpWords = (flavor: Flavor, database: string): readonly string[] => [
  ...dumpFlags,
  ...(flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : []),
  database,
];

/** Bytes pass as they are. */
export const loadWords: readonly string[] = ['--binary-mode', '--batch'];
