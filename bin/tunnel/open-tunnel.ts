import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { withLifeline } from '../io/lifeline';
import { start } from '../io/run';
import { type DeployedStack, requiredOutput } from '../stack/read-stack';
import { sshDestination } from '../remote/open-remote';
import type { ShellKind } from '../remote/remote-shell';
import { makeKnownHostsFolder, sshArgv } from '../remote/ssh-shell';
import { awaitGreeting } from './await-greeting';
import { freePort } from '../io/free-port';

export interface TunnelOptions {
  /** What the instance connects to, as it resolves it; it has to speak first, as MySQL does. */
  readonly host: string;
  readonly port: number;
  /** @default - any free one */
  readonly localPort?: number | undefined;
  /** Systems Manager needs no open port, SSH no plugin. */
  readonly via: ShellKind;
  /** Private key for SSH. @default - the agent's and ssh's own */
  readonly identityFile?: string | undefined;
  readonly stack: DeployedStack;
  readonly cacheDirectory: string;
  readonly signal: AbortSignal;
}

export interface Tunnel {
  /** Of 127.0.0.1. */
  readonly localPort: number;
  /** Resolves when it has ended, by itself too; never rejects. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** A program that forwards, and what is left to do at its end. */
interface Forwarder {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

const readyTimeoutMs = 30_000;

/**
 * A port of this machine's that is the database's, through the instance. It is ready when it resolves, and ends with us,
 * however we end.
 * @throws UserError when the port is taken, or with what the program said that forwards
 */
export async function openTunnel(target: Target, options: TunnelOptions): Promise<Tunnel> {
  const { signal } = options;
  const localPort = await freePort(options.localPort);
  const forwarder = await forwarderOf(target, options, localPort);
  const said: string[] = [];
  const process = await start(withLifeline(forwarder.argv), {
    lifeline: true,
    onLine: (line) => said.push(line),
    ...(forwarder.env && { env: forwarder.env }),
  });
  const gone = new AbortController();
  const ended = process.exited.then(() => gone.abort());
  const close = async () => {
    await process.stop();
    await forwarder.end();
  };
  const until = AbortSignal.any([signal, gone.signal, AbortSignal.timeout(readyTimeoutMs)]);
  if (!(await awaitGreeting(localPort, until))) {
    await close();
    signal.throwIfAborted();
    throw noTunnel(options, said);
  }
  return { localPort, ended, close };
}

const forwarderOf = (target: Target, options: TunnelOptions, localPort: number): Promise<Forwarder> =>
  options.via === 'ssh'
    ? sshForwarder(target, options, localPort)
    : sessionForwarder(target, options, localPort);

async function sshForwarder(
  target: Target,
  { host, port, stack, identityFile, cacheDirectory }: TunnelOptions,
  localPort: number,
): Promise<Forwarder> {
  const destination = sshDestination({ target, stack }, { identity: identityFile, cacheDirectory });
  await makeKnownHostsFolder(destination);
  const forward = ['-N', '-o', 'ExitOnForwardFailure=yes', '-L', `127.0.0.1:${localPort}:${host}:${port}`];
  const argv = sshArgv(destination, { batch: true, options: forward });
  return { argv, end: () => Promise.resolve() };
}

async function sessionForwarder(
  target: Target,
  { host, port, stack, signal }: TunnelOptions,
  localPort: number,
): Promise<Forwarder> {
  const { openSession } = await import('../remote/session-manager');
  return openSession(
    target,
    {
      Target: requiredOutput(stack, 'instanceId'),
      DocumentName: 'AWS-StartPortForwardingSessionToRemoteHost',
      Parameters: { host: [host], portNumber: [String(port)], localPortNumber: [String(localPort)] },
    },
    signal,
  );
}

function noTunnel({ via, host, port }: TunnelOptions, said: readonly string[]): UserError {
  const words = said
    .filter((line) => line.trim() !== '' && !/^Warning: Permanently added/.test(line))
    .slice(-10);
  const text = [`No tunnel to ${host}:${port} (${viaWords[via]}).`, ...words].join('\n');
  return new UserError(text, { code: exitCodes.unreachable, fix: fixes[via] });
}

const viaWords = { ssm: 'Session Manager', ssh: 'SSH' } as const;

const fixes = {
  ssm: 'waffle status shows whether server and database run; or try --via ssh',
  ssh: 'waffle status shows whether both run, waffle allow-ip opens SSH to this address; --identity FILE names a key; or leave out --via ssh',
} as const;
