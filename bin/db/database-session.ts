import type { Target } from '../aws/target';
import type { Environment } from '../io/environment';
import type { Output } from '../io/output';
import type { ShellKind } from '../remote/remote-shell';
import { openTunnel, type Tunnel } from '../tunnel/open-tunnel';
import { type DeployedDatabase, readDatabase, readPassword } from './deployed-database';
import { type DatabaseLogin, openDatabase } from './open-database';
import { openTlsGate } from './tls-gate';
import { readTrustAnchors, trustAnchors } from './trust-anchors';

/** How a database is reached that nobody but the instance reaches. */
export interface Access {
  readonly via: ShellKind;
  /** Private key for SSH. @default - the agent's and ssh's own */
  readonly identityFile?: string | undefined;
  readonly localPort?: number | undefined;
}

export interface SessionOptions extends Access {
  readonly output: Output;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

export interface DatabaseSession {
  readonly database: DeployedDatabase;
  readonly login: DatabaseLogin;
}

export interface DatabaseTunnel {
  readonly database: DeployedDatabase;
  readonly tunnel: Tunnel;
  readonly caFile: string;
}

/** Opens a tunnel to the database, and closes it once `work` is over. */
export async function withTunnel<T>(
  target: Target,
  { output, environment, signal, ...access }: SessionOptions,
  work: (opened: DatabaseTunnel) => Promise<T>,
): Promise<T> {
  const { cacheDirectory } = environment;
  const database = await readDatabase(target, signal);
  const caFile = await trustAnchors(target, cacheDirectory, signal);
  const { via, identityFile, localPort } = access;
  const { stack, host, port } = database;
  const tunnel = await output.step(`Open a tunnel to ${host}`, () =>
    openTunnel(target, { via, identityFile, localPort, host, port, stack, cacheDirectory, signal }),
  );
  try {
    return await work({ database, tunnel, caFile });
  } finally {
    await tunnel.close();
  }
}

/** The same, with what signs in, over TLS alone, after it was proven that the database is at the far end. */
export const withDatabase = <T>(
  target: Target,
  options: SessionOptions,
  work: (session: DatabaseSession) => Promise<T>,
): Promise<T> =>
  withTunnel(target, options, async ({ database, tunnel, caFile }) => {
    const { host, name, user } = database;
    const gate = await openTlsGate(tunnel.localPort);
    try {
      const [ca, password] = await Promise.all([
        readTrustAnchors(caFile),
        readPassword(target, options.signal),
      ]);
      const login = { host, port: gate.port, user, password, database: name, caFile, ca };
      await options.output.step('Verify its certificate and sign in', async () =>
        (await openDatabase(login)).end(),
      );
      return await work({ database, login });
    } finally {
      await gate.close();
    }
  });
