import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../../bin/io/run';
import { container, instance, releaseFiles, type ReleaseManifest } from '../../contract';
import { imageOf, type Target } from './build-images';
import type { Engine } from './engine';
import type { Row } from './row';

const unwanted = /(^|\/)(sh|bash|dash|npm|npx|apt|dpkg|tsc|id_[a-z0-9]+|[^/]+\.key)$/;

/** What is in the image, without starting it. */
export async function tryImage(engine: Engine, archive: string): Promise<readonly Row[]> {
  const root = await unpack(engine, 'app');
  const release = path.join(root, instance.currentLink);
  const manifest = JSON.parse(
    readFileSync(path.join(release, releaseFiles.manifest), 'utf8'),
  ) as ReleaseManifest;
  const other = manifest.files.filter(
    ({ path: file, sha256 }) =>
      createHash('sha256')
        .update(readFileSync(path.join(release, file)))
        .digest('hex') !== sha256,
  );
  const files = (await find(root)).filter((file) => unwanted.test(file));
  const found = [...files, ...(await find(root, '-perm', '/6000'))];
  const onAws = await unpack(engine, 'app-on-aws');
  const anchors = readFileSync(path.join(onAws, container.databaseCaFile), 'utf8');
  return [
    {
      tried: 'the image against the archive',
      seen: `${manifest.files.length} files, ${other.length} with other bytes; ${path.basename(archive)}`,
      isGood: other.length === 0 && archive.includes(manifest.id),
    },
    {
      tried: 'shell, npm, package manager, compiler, key, setuid program in it',
      seen: found.length === 0 ? 'none' : found.join(', '),
      isGood: found.length === 0,
    },
    {
      tried: '`app-on-aws`',
      seen: `the same, with the trust anchors at \`${container.databaseCaFile}\``,
      isGood: anchors.includes('BEGIN CERTIFICATE'),
    },
    { tried: 'sizes', seen: await sizes(engine), isGood: true },
  ];
}

/** What is no folder. */
const find = async (root: string, ...words: readonly string[]) => {
  const { stdout } = await run(['find', root, '-xdev', '!', '-type', 'd', ...words, '-printf', '%P\\n']);
  return stdout.split('\n').filter((line) => line !== '');
};

async function unpack(engine: Engine, target: Target): Promise<string> {
  const root = path.join(engine.workDirectory, target);
  await mkdir(root, { recursive: true });
  const { stdout } = await engine.podman(['create', imageOf(target)]);
  const archive = `${root}.tar`;
  await engine.podman(['export', '--output', archive, stdout.trim()]);
  await engine.podman(['rm', stdout.trim()]);
  await run(['tar', '-C', root, '-xf', archive]);
  return root;
}

async function sizes(engine: Engine): Promise<string> {
  const shown = await Promise.all(
    (['app', 'app-on-aws', 'web'] as const).map(async (target) => {
      const { stdout } = await engine.podman(['image', 'inspect', '--format', '{{.Size}}', imageOf(target)]);
      return `${target} ${Math.round(Number(stdout) / 1e6)} MB`;
    }),
  );
  return shown.join(', ');
}
