import { createHash } from 'node:crypto';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../bin/io/run';

const mirror = 'http://deb.debian.org/debian';

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
    why: 'stand-ins of AWS (moto) and of the certificate authority (Pebble)',
    packages: ['python3-moto', 'python3-flask', 'python3-flask-cors', 'pebble', 'ca-certificates'],
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

/** The path of an image's root file system, built with mmdebstrap unless it is there. Needs root. @throws CommandFailed */
export async function ensureImage(name: ImageName, options: ImageOptions): Promise<string> {
  const { cacheDirectory, signal, onBuild } = options;
  const recipe: Recipe = recipes[name];
  const images = path.join(cacheDirectory, 'images');
  const directory = path.join(images, `${name}-${fingerprint(recipe)}`);
  if (await exists(directory)) return directory;

  onBuild?.(name, recipe.why);
  await removeOthers(images, name);
  const partial = `${directory}.partial`;
  await mkdir(images, { recursive: true });
  try {
    await run(buildCommand(recipe, partial), { signal, timeoutMs: 600_000 });
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  await rename(partial, directory);
  return directory;
}

export const isCached = (name: ImageName, cacheDirectory: string) =>
  exists(path.join(cacheDirectory, 'images', `${name}-${fingerprint(recipes[name])}`));

// A mirror that lags, or a snapshot, serves a Release file past its date; its signature is still verified.
const buildCommand = ({ suite, packages, then = [] }: Recipe, directory: string) => [
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

/** Images of older recipes and half-built ones. */
async function removeOthers(images: string, name: string): Promise<void> {
  const entries = await readdir(images).catch(() => []);
  const old = entries.filter((entry) => entry.startsWith(`${name}-`));
  for (const entry of old) await rm(path.join(images, entry), { recursive: true, force: true });
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
