import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';

import type { DatabaseSettings } from '../../config';

/** How long one attempt to connect may take. */
const connectTimeoutMs = 3_000;

/**
 * How long a request waits for a connection of the pool. Longer than any burst that this machine gets through, and short
 * enough that a client hears of a database that is away (503) before it gives up itself: Prisma waits twice. A transaction
 * has the same patience (Prisma's maxWait).
 */
export const acquireTimeoutMs = 2_000;

/** What the driver needs to connect, for the API's pool and the migration runner alike. */
export const connectionOptions = ({ host, port, socket, name, user, password, ca }: DatabaseSettings) => ({
  ...(socket === undefined ? { host, port } : { socketPath: socket }),
  user,
  password,
  database: name,
  connectTimeout: connectTimeoutMs,
  charset: 'utf8mb4',
  // Whatever the setting timeZone makes of other sessions.
  timezone: 'Z',
  ...(ca === undefined
    ? // Without TLS, caching_sha2_password encrypts the password with a key that the server sends. Only development
      // and tests come here: production refuses to start without trust anchors.
      { allowPublicKeyRetrieval: true }
    : { ssl: verifiedTls(host, ca), permitRedirect: false }),
});

/** The certificate must lead to `ca` and name `host`, be that a name or an address. */
const verifiedTls = (host: string, ca: string) => ({
  ca,
  rejectUnauthorized: true,
  ...(isIP(host) === 0 && { servername: host }),
  checkServerIdentity: (_name: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
    checkServerIdentity(host, certificate),
});
