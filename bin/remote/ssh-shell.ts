import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { exitCodes, UserError } from '../io/errors';
import { run } from '../io/run';
import type { RemoteResult, RemoteRunOptions, RemoteShell } from './remote-shell';

/** What ssh itself ends with when there is no connection. */
const noConnection = 255;
const connectSeconds = 10;

export interface SshDestination {
  /** Its key is remembered by this and not by its address, which leads to another instance after a replacement. */
  readonly instanceId: string;
  readonly address: string;
  readonly user: string;
  /** Private key, on top of those that ssh finds by itself. */
  readonly identityFile?: string | undefined;
  /** @default 22 */
  readonly port?: number | undefined;
  /** Of the project's own: nothing is added to the file of whoever runs it. */
  readonly knownHostsFile: string;
}

/** Over SSH, by the system's own program with its agent and settings. */
export class SshShell implements RemoteShell {
  readonly kind = 'ssh';

  constructor(private readonly destination: SshDestination) {}

  async run(script: string, { signal, timeoutMs }: RemoteRunOptions): Promise<RemoteResult> {
    await makeKnownHostsFolder(this.destination);
    const argv = sshArgv(this.destination, { command: 'sudo -n bash -s', batch: true });
    const { code, stdout, stderr } = await run(argv, {
      input: script,
      signal,
      timeoutMs,
      allowFailure: true,
    });
    if (code === null || code === noConnection) throw notConnected(this.destination, stderr);
    return { code, stdout, stderr };
  }
}

export const makeKnownHostsFolder = async ({ knownHostsFile }: SshDestination): Promise<void> =>
  void (await mkdir(path.dirname(knownHostsFile), { recursive: true }));

export interface SshCommandOptions {
  /** @default - a shell to type into */
  readonly command?: string;
  /** Nothing is asked on the terminal: what would be is refused. */
  readonly batch?: boolean;
  /** On top of those here: `['-N', '-L', '127.0.0.1:3306:db:3306']`. */
  readonly options?: readonly string[];
}

/** The first key that an instance shows is taken; another one of the same instance is refused. */
export const sshArgv = (
  { instanceId, address, user, identityFile, port = 22, knownHostsFile }: SshDestination,
  { command, batch = false, options = [] }: SshCommandOptions = {},
): readonly string[] => [
  'ssh',
  ...(batch ? ['-o', 'BatchMode=yes'] : []),
  '-o',
  'StrictHostKeyChecking=accept-new',
  '-o',
  `UserKnownHostsFile="${knownHostsFile}"`,
  '-o',
  `HostKeyAlias=${instanceId}`,
  '-o',
  'HashKnownHosts=no', // Debian's default hides a name that is no secret here
  '-o',
  `ConnectTimeout=${connectSeconds}`,
  '-o',
  'ServerAliveInterval=15',
  ...(identityFile === undefined ? [] : ['-i', identityFile]),
  '-p',
  String(port),
  ...options,
  `${user}@${address}`,
  ...(command === undefined ? [] : [command]),
];

const hints: readonly (readonly [seen: RegExp, fix: string])[] = [
  [
    /Permission denied|Too many authentication failures/,
    'name the private key: --identity FILE; which one the instance knows is the setting sshKeyName',
  ],
  [
    /timed out|No route to host|Network is unreachable/,
    'waffle allow-ip lets this address in; or go through Systems Manager: --via ssm',
  ],
  [/Connection refused/, 'the instance may still be starting: wait a minute, then try again'],
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    'the same instance shows another key: somebody may be in between. Ask through Systems Manager instead: --via ssm',
  ],
  [/a password is required/, 'its user may not become root without a password: --via ssm'],
];

const notConnected = ({ user, address, port = 22 }: SshDestination, stderr: string) =>
  new UserError(`SSH to ${user}@${address} (port ${port}) failed: ${lastLine(stderr)}`, {
    code: exitCodes.unreachable,
    fix: hints.find(([seen]) => seen.test(stderr))?.[1] ?? 'go through Systems Manager: --via ssm',
  });

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';
