import { access } from 'node:fs/promises';
import path from 'node:path';
import { exitCodes, UserError } from '../bin/io/errors';
import type { Output } from '../bin/io/output';
import { run } from '../bin/io/run';

/** Programs that the rehearsal starts outside its images, the Debian package each comes in, and what for. */
const programs = [
  ['systemd-nspawn', 'systemd-container', 'boots the instance with systemd'],
  ['mmdebstrap', 'mmdebstrap', 'makes the root file systems'],
  ['/usr/share/keyrings/debian-archive-keyring.gpg', 'debian-archive-keyring', 'verifies Debian packages'],
  ['ip', 'iproute2', 'makes the network of the rehearsal'],
  ['unshare', 'util-linux', 'isolates it from this machine'],
  ['socat', 'socat', 'connects it to this command'],
  ['openssl', 'openssl', 'makes the certificates of the stand-ins'],
  ['curl', 'curl', 'asks the stand-ins'],
] as const;

/** What is asked of the machine before anything is done. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly userId: number;
}

const elsewhere =
  'On another machine: a Debian 12 or newer virtual machine as root can run it. Without one, `npm test` covers the pieces that need no root, and `npx cdk synth` shows what a deploy would make.';

/** @throws UserError (exit code 2) naming what is missing, before anything has been done */
export function requireLinuxAndRoot({ platform, userId }: Machine): void {
  if (platform !== 'linux') {
    throw new UserError(
      `The rehearsal boots a Linux container with systemd; this machine runs ${platform}.`,
      { code: exitCodes.usage, fix: elsewhere },
    );
  }
  if (userId !== 0) {
    throw new UserError(
      'The rehearsal needs root: it makes namespaces, control groups and mounts for a whole system.',
      {
        code: exitCodes.usage,
        fix: `sudo ./bin/waffle rehearse\n${elsewhere}`,
      },
    );
  }
}

/** Installs the Debian packages that are missing, after saying which and why. */
export async function installRequirements(output: Output, signal: AbortSignal): Promise<void> {
  const missing = [];
  for (const [program, packageName, reason] of programs) {
    if (!(await isThere(program))) missing.push({ packageName, reason });
  }
  if (missing.length === 0) return;
  const names = missing.map(({ packageName }) => packageName);
  if (!(await isThere('apt-get'))) {
    throw new UserError(`These programs are missing: ${names.join(', ')} (their Debian packages).`, {
      code: exitCodes.usage,
      fix: `Install them with this system's package manager.\n${elsewhere}`,
    });
  }
  output.line('These Debian packages will be installed:');
  missing.forEach(({ packageName, reason }) => output.line(`  ${packageName.padEnd(24)} ${reason}`));
  await output.step('install Debian packages', async () => {
    const options = { signal, env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 300_000 };
    await run(['apt-get', 'update', '-q'], options);
    await run(['apt-get', 'install', '-qy', '--no-install-recommends', ...names], options);
  });
}

async function isThere(program: string): Promise<boolean> {
  const directories = program.startsWith('/')
    ? ['/']
    : ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  const found = await Promise.all(
    directories.map((directory) =>
      access(path.join(directory, program)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
