import { createHash } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../bin/io/run';
import { withFileLock } from './file-lock';

const mirror = 'http://deb.debian.org/debian';
const buildTimeoutMs = 600_000;
const unusedMs = 14 * 24 * 3_600_000;

/** How a root file system is made; a change in it makes a new one. */
interface Recipe {
  readonly suite: string;
  readonly why: string;
  readonly packages: readonly string[];
  /** Commands run inside once the packages are there. */
  readonly then?: readonly string[];
}

export const recipes = {
  /** What Debian's own EC2 image holds, as far as the boot can tell: systemd, cloud-init and the AWS command line. */
  instance: {
    suite: 'trixie',
    why: 'the machine image that the instance boots (Debian 13)',
    packages: [
      'systemd',
      'systemd-sysv',
      'dbus',
      'cloud-init',
      'awscli',
      'iproute2',
      'ca-certificates',
      'curl',
      'python3',
      'netbase',
      'sudo',
      'procps',
    ],
  },
  standIns: {
    suite: 'trixie',
    why: 'stand-ins of AWS (moto) and of the certificate authority (Pebble), and the Nginx of the tests',
    packages: [
      'python3-moto',
      'python3-flask',
      'python3-flask-cors',
      // moto's CloudFormation cannot be loaded without it, and its package does not ask for it.
      'python3-openapi-spec-validator',
      'pebble',
      'ca-certificates',
      'nginx',
    ],
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
} as const satisfies Record<string, Recipe>;

export type ImageName = keyof typeof recipes;

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
  const recipe: Recipe = recipes[name];
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
    await removeUnused(images, name);
    await rm(`${directory}.partial`, { recursive: true, force: true });
    await build(recipe, directory, signal);
  });
  return directory;
}

async function build(recipe: Recipe, directory: string, signal: AbortSignal | undefined): Promise<void> {
  const partial = `${directory}.partial`;
  try {
    await run(buildCommand(recipe, partial), { signal, timeoutMs: buildTimeoutMs });
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  await rename(partial, directory);
}

export const isCached = (name: ImageName, cacheDirectory: string) =>
  exists(path.join(cacheDirectory, 'images', `${name}-${fingerprint(recipes[name])}`));

/** In namespaces that end with this process: a killed build leaves no mount and no process, only its partial folder. */
const endingWithUs = [
  ...['setpriv', '--pdeathsig', 'KILL'],
  ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
];

// A mirror that lags, or a snapshot, serves a Release file past its date; its signature is still verified.
const buildCommand = ({ suite, packages, then = [] }: Recipe, directory: string) => [
  ...endingWithUs,
  'mmdebstrap',
  '--quiet',
  '--variant=minbase',
  '--format=directory',
  '--aptopt=Acquire::Check-Valid-Until "false"',
  '--aptopt=Acquire::Retries "3"',
  `--include=${packages.join(',')}`,
  ...then.map((command) => `--customize-hook=chroot "$1" ${command}`),
  suite,
  directory,
  mirror,
];

const fingerprint = (recipe: Recipe) =>
  createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);

/** Images of other recipes that no checkout has used for a while. */
async function removeUnused(images: string, name: string): Promise<void> {
  const entries = (await readdir(images)).filter((entry) => entry.startsWith(`${name}-`));
  for (const entry of entries) {
    const image = path.join(images, entry);
    if (Date.now() - (await stat(image)).mtimeMs > unusedMs)
      await rm(image, { recursive: true, force: true });
  }
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
