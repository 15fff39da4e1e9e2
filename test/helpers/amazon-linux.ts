import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { readEnvironment } from '../../bin/io/environment';
import { ensureImage } from '../../rehearsal/images';
import { Stage } from '../../rehearsal/stage/stage';
import facts from '../facts/packages.json';

const rootDirectory = join(__dirname, '../..');
const unitDirectory = 'usr/lib/systemd/system';
const shelf = 'usr/share/dnf-stand-in';
const script = (text: string) => `#!/bin/bash\n${text}\n`;

/** What programs say where the scripts listen; the others say nothing. */
const voices: Readonly<Record<string, string>> = {
  nginx: '[ "$1" != -v ] || echo "nginx version: nginx/1.30.5" >&2',
  node: 'echo v24.21.0',
};

/** dnf: a package of the dated list is laid out, any other is refused in dnf's words. */
const dnf = script(`
echo "dnf $*" >>/var/log/dnf-stand-in.log
until [ "$1" = install ]; do shift || exit 0; done
shift
for name; do [ -d "/${shelf}/$name" ] || { echo "No match for argument: $name"; exit 1; }; done
for name; do cp -rn "/${shelf}/$name/." /; done`);

/** Without a running systemd the real one checks no name but those that it enables. */
const systemctl = script(`
case $1 in
  daemon-reload | mask) exec systemctl.real "$@" ;;
esac
for word in "\${@:2}"; do
  case $word in --*) continue ;; esac
  [ -e "/etc/systemd/system/$word" ] || [ -e "/${unitDirectory}/$word" ] || { echo "Unit $word not found."; exit 5; }
done
[ "$1" = cat ] || exec systemctl.real $(printf '%s\n' "$@" | grep -vx -e --now)`);

/** AWS's command line, asked for parameters. */
const aws =
  script(`printf '/p/%s\\t%s\\n' database/host db.example.com database/port 3306 database/name waffle \\
  database/user waffle database/password secret database/ca-url https://ca.example.com/ http/allowed-hosts api.example.com \\
  auth/jwt-secret 0123456789abcdef0123456789abcdef`);

const osRelease = `NAME="Amazon Linux"
VERSION="2023"
ID="amzn"
ID_LIKE="fedora"
VERSION_ID="2023"
PRETTY_NAME="Amazon Linux 2023"
`;

/**
 * A root file system with the names and the layout of Amazon Linux 2023, as far as the scripts of deployment/ can tell: its
 * programs are Debian's, its packages come from the dated list in test/facts/packages.json. Nothing boots.
 */
export class AmazonLinux {
  private constructor(
    private readonly stage: Stage,
    private readonly root: string,
  ) {}

  static async prepare(): Promise<AmazonLinux> {
    const { cacheDirectory } = readEnvironment();
    const image = await ensureImage('debian13', { cacheDirectory });
    const parentDirectory = join(cacheDirectory, 'runs');
    const stage = await Stage.open({ parentDirectory, signal: new AbortController().signal });
    const system = new AmazonLinux(stage, await stage.mountImage(image, 'amazon-linux'));
    await system.#furnish();
    return system;
  }

  /** Runs functions of bootstrap.sh, as root of that system. */
  async run(calls: string) {
    const source = 'cd / && source /deployment/bootstrap.sh /p /release.tar.gz\n';
    return this.stage.run(['chroot', this.root, 'bash', '-c', source + calls], {
      allowFailure: true,
      timeoutMs: 60_000,
    });
  }

  close(): Promise<void> {
    return this.stage.close();
  }

  async #furnish(): Promise<void> {
    const content = join(this.stage.directory, 'content');
    for (const [file, text] of Object.entries(layout())) {
      await mkdir(dirname(join(content, file)), { recursive: true });
      await writeFile(join(content, file), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
    }
    const inRoot = (...argv: string[]) => this.stage.run(['chroot', this.root, ...argv]);
    await inRoot('mount', '-t', 'proc', 'proc', '/proc');
    // What Debian has and Amazon Linux has not.
    await inRoot(
      'bash',
      '-c',
      'rm -r /etc/apt /usr/bin/apt* /usr/bin/dpkg /usr/bin/aws /usr/local/share/ca-certificates',
    );
    await inRoot('bash', '-c', `cd /${unitDirectory} && rm apt-* && mv ssh.service sshd.service`);
    await inRoot('rm', '-rf', '/etc/systemd/system/sshd.service', '/etc/os-release');
    await inRoot('mv', '/usr/bin/systemctl', '/usr/bin/systemctl.real');
    await this.stage.run(['cp', '-r', `${content}/.`, this.root]);
    await this.stage.run(['cp', '-r', join(rootDirectory, 'deployment'), this.root]);
  }
}

function layout(): Record<string, string> {
  const packages = facts.packages.filter(({ os }) => os === 'amzn');
  return {
    'etc/os-release': osRelease,
    'etc/pki/ca-trust/source/anchors/README': 'of the system',
    'usr/bin/update-ca-trust': script('ls /etc/pki/ca-trust/source/anchors >/etc/pki/ca-trust/extracted'),
    'usr/bin/aws': aws,
    'usr/bin/dnf': dnf,
    'usr/bin/systemctl': systemctl,
    ...Object.assign({}, ...packages.map(contentOf)),
  };
}

type Package = (typeof facts.packages)[number];

/** On the shelf of the stand-in, by what the list says is in it. */
function contentOf({ name, units, files = [], programs = [] }: Package): Record<string, string> {
  const at = (file: string) => join(shelf, name, file);
  return Object.fromEntries([
    ...units.map((unit) => [at(`${unitDirectory}/${unit}`), '[Install]\nWantedBy=multi-user.target\n']),
    ...files.map((file) => [at(file), `of the package ${name}\n`]),
    ...programs.map((program) => [at(`usr/bin/${program}`), script(voices[program] ?? ':')]),
    [at('usr/share/doc/stand-in'), name],
  ]) as Record<string, string>;
}
