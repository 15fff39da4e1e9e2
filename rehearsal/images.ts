import { createHash } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../bin/io/run';
import { withFileLock } from './file-lock';

const debianMirror = 'http://deb.debian.org/debian';
const ubuntuMirror =
  process.arch === 'x64' ? 'http://archive.ubuntu.com/ubuntu' : 'http://ports.ubuntu.com/ubuntu-ports';
const buildTimeoutMs = 600_000;
const unusedMs = 14 * 24 * 3_600_000;

/** Operating systems that the instance can have here. */
export const instanceImages = ['debian13', 'ubuntu2404'] as const;
export type InstanceImage = (typeof instanceImages)[number];

export type ImageName = InstanceImage | 'ubuntuKeys' | 'standIns' | 'database' | 'lynis';

/** How a root file system is made; a change in it makes a new one. */
interface Recipe {
  readonly suite: string;
  readonly why: string;
  readonly packages: readonly string[];
  /** `extract`: the files of these packages and nothing else. @default minbase */
  readonly variant?: 'minbase' | 'extract';
  /** Where the packages are from, as lines of sources.list. @default Debian's mirror */
  readonly sources?: readonly string[];
  /** The keys that sign them: a file of another image. @default Debian's, of this machine */
  readonly keyring?: { readonly image: ImageName; readonly file: string };
  /** Commands run inside once the packages are there. */
  readonly then?: readonly string[];
}

/** What an EC2 image of Debian or Ubuntu holds, as far as the boot can tell. */
const serverPackages = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'cloud-init',
  'iproute2',
  'ca-certificates',
  'curl',
  'python3',
  'netbase',
  'sudo',
  'procps',
  'openssh-server',
  'unattended-upgrades',
];

const recipes: Readonly<Record<ImageName, Recipe>> = {
  debian13: {
    suite: 'trixie',
    why: 'the machine image that the instance boots (Debian 13)',
    packages: [...serverPackages, 'awscli'],
  },
  /** It has no AWS command line, and something that restarts services and something that installs packages by itself. */
  ubuntu2404: {
    suite: 'noble',
    why: 'the machine image that the instance boots (Ubuntu 24.04)',
    packages: [...serverPackages, 'apt', 'locales', 'needrestart', 'openssl'],
    sources: ['noble', 'noble-updates', 'noble-security'].map(
      (suite) => `deb ${ubuntuMirror} ${suite} main universe`,
    ),
    keyring: { image: 'ubuntuKeys', file: 'usr/share/keyrings/ubuntu-archive-keyring.gpg' },
  },
  /** Signed by Debian, so that one trust anchor, that of this machine, vouches for all images. */
  ubuntuKeys: {
    suite: 'trixie',
    why: 'the keys that verify packages of Ubuntu',
    variant: 'extract',
    packages: ['ubuntu-keyring'],
  },
  standIns: {
    suite: 'trixie',
    why: 'stand-ins of AWS (moto) and of the certificate authority (Pebble), testssl.sh, and the Nginx of the tests',
    packages: [
      'python3-moto',
      'python3-flask',
      'python3-flask-cors',
      // moto's CloudFormation cannot be loaded without it, and its package does not ask for it.
      'python3-openapi-spec-validator',
      'pebble',
      'ca-certificates',
      'nginx',
      'testssl.sh',
    ],
  },
  /** What inspects the instance: nothing else of it gets there. */
  lynis: {
    suite: 'trixie',
    why: 'lynis, which rates the instance',
    variant: 'extract',
    packages: ['lynis'],
  },
  /** Debian's stable releases have MariaDB only. */
  database: {
    suite: 'sid',
    why: 'a MySQL server in place of RDS',
    packages: ['mysql-server-core', 'mysql-client-core'],
    then: [
      'useradd --system --no-create-home mysql',
      'install -d -o mysql /var/lib/mysql',
      'mysqld --initialize-insecure --user=mysql --datadir=/var/lib/mysql',
    ],
  },
};

export interface ImageOptions {
  /** Images are kept here between runs. */
  readonly cacheDirectory: string;
  readonly signal?: AbortSignal;
  /** Called before an image is built, never for a cached one. */
  readonly onBuild?: (name: ImageName, why: string) => void;
}

/** The path of an image's root file system, built with mmdebstrap unless it is there, once for all who ask at a time. Needs root. @throws CommandFailed, UserError */
export async function ensureImage(name: ImageName, options: ImageOptions): Promise<string> {
  const { cacheDirectory, signal, onBuild } = options;
  const recipe = recipes[name];
  const images = path.join(cacheDirectory, 'images');
  const directory = path.join(images, `${name}-${fingerprint(recipe)}`);
  if (await exists(directory)) {
    const now = new Date();
    await utimes(directory, now, now);
    return directory;
  }

  await mkdir(images, { recursive: true });
  await withFileLock(path.join(images, `.${name}.lock`), { signal, timeoutMs: buildTimeoutMs }, async () => {
    // Another process may have built it while this one waited.
    if (await exists(directory)) return;
    onBuild?.(name, recipe.why);
    await removeUnused(images);
    await rm(`${directory}.partial`, { recursive: true, force: true });
    const keyring =
      recipe.keyring && path.join(await ensureImage(recipe.keyring.image, options), recipe.keyring.file);
    await build(buildCommand(recipe, `${directory}.partial`, keyring), directory, signal);
  });
  return directory;
}

async function build(
  command: readonly string[],
  directory: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const partial = `${directory}.partial`;
  try {
    await run(command, { signal, timeoutMs: buildTimeoutMs });
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  await rename(partial, directory);
}

/** What an image is for. */
export const purposeOf = (name: ImageName): string => recipes[name].why;

export const isCached = (name: ImageName, cacheDirectory: string) =>
  exists(path.join(cacheDirectory, 'images', `${name}-${fingerprint(recipes[name])}`));

/** In namespaces that end with this process: a killed build leaves no mount and no process, only its partial folder. */
const endingWithUs = [
  ...['setpriv', '--pdeathsig', 'KILL'],
  ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
];

// A mirror that lags, or a snapshot, serves a Release file past its date; its signature is still verified.
const buildCommand = (
  { suite, packages, variant = 'minbase', sources = [debianMirror], then = [] }: Recipe,
  directory: string,
  keyring: string | undefined,
) => [
  ...endingWithUs,
  'mmdebstrap',
  '--quiet',
  `--variant=${variant}`,
  '--format=directory',
  ...(keyring === undefined ? [] : [`--keyring=${keyring}`]),
  '--aptopt=Acquire::Check-Valid-Until "false"',
  '--aptopt=Acquire::Retries "3"',
  `--include=${packages.join(',')}`,
  ...then.map((command) => `--customize-hook=chroot "$1" ${command}`),
  suite,
  directory,
  ...sources,
];

const fingerprint = (recipe: Recipe) =>
  createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);

/** Images that no checkout has used for a while. */
async function removeUnused(images: string): Promise<void> {
  const entries = (await readdir(images)).filter((entry) => !entry.startsWith('.'));
  for (const entry of entries) {
    const image = path.join(images, entry);
    // Another process may have put it in place meanwhile, under its final name.
    const { mtimeMs } = await stat(image).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > unusedMs) await rm(image, { recursive: true, force: true });
  }
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
