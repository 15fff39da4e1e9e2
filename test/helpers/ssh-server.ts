import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Daemon } from './daemon';
import { findOnPath } from './machine';
import { makeTemporaryDirectory } from './temporary-directory';

/** In a mount namespace of its own, whose /etc is the instance's: its users, and the names that it can resolve. */
const inNamespace =
  'mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/hosts" /etc/hosts && mkdir -p /run/sshd && exec "$2" -D -e -f "$1/config"';

export interface SshServerOptions {
  /** Who may log in, with the key. */
  readonly user: string;
  /** Names that it resolves, and this machine does not. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Further lines of its settings. */
  readonly settings?: readonly string[];
}

/** sshd on port 22 of an address of the loopback interface that nobody else has. Needs root. */
export class SshServer {
  readonly directory = makeTemporaryDirectory(tmpdir());
  readonly address = `127.${byte()}.${byte()}.${byte()}`;
  #daemon: Daemon | undefined;

  async start({ user, hosts, settings = [] }: SshServerOptions): Promise<void> {
    for (const name of ['host', 'user']) makeKey(this.identityFile.replace(/user$/, name));
    const home = join(this.directory, 'home');
    mkdirSync(home);
    // sshd looks as the user for the keys that let him in.
    chmodSync(this.directory, 0o755);
    this.#write('passwd', `${readFileSync('/etc/passwd', 'utf8')}${user}:*:1000:1000::${home}:/bin/sh\n`);
    this.#write(
      'hosts',
      Object.entries(hosts)
        .map(([name, address]) => `${address} ${name}\n`)
        .join(''),
    );
    this.#write('config', [...this.#config(), ...settings, ''].join('\n'));
    this.#daemon = await Daemon.start({
      command: 'unshare',
      args: [
        '--mount',
        '--propagation',
        'private',
        'bash',
        '-c',
        inNamespace,
        'sshd',
        this.directory,
        sshd(),
      ],
      logFile: join(this.directory, 'log'),
      probe: () => canConnect(this.address),
      timeoutMs: 10_000,
    });
  }

  /** The private key. */
  get identityFile() {
    return join(this.directory, 'user');
  }

  async stop(): Promise<void> {
    await this.#daemon?.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #config() {
    return [
      `ListenAddress ${this.address}:22`,
      `HostKey ${join(this.directory, 'host')}`,
      `AuthorizedKeysFile ${join(this.directory, 'user.pub')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
    ];
  }

  #write(name: string, content: string) {
    writeFileSync(join(this.directory, name), content);
  }
}

const byte = () => 1 + Math.floor(Math.random() * 250);

/** It has to be started by its whole path, often one that ordinary users do not search. */
const sshd = () => findOnPath('sshd') ?? '/usr/sbin/sshd';

const makeKey = (file: string) =>
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file]);

async function canConnect(address: string): Promise<void> {
  const socket = connect(22, address);
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}
