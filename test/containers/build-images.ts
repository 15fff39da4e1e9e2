import { readdir, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../../bin/io/run';
import type { Engine } from './engine';

const tags = {
  app: 'waffle-backend:latest',
  web: 'waffle-backend-web:latest',
  'app-on-aws': 'waffle-backend-on-aws:latest',
  development: 'waffle-backend-development:latest',
} as const;

export type Target = keyof typeof tags;
export const imageOf = (target: Target) => `docker.io/library/${tags[target]}`;

/** Stands for RDS's, which no test needs. */
const anchors = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

/** All images of the Dockerfile, of the archive of this commit, which is built here first. Returns its path. */
export async function buildImages(engine: Engine, project: string): Promise<string> {
  const archives = path.join(engine.workDirectory, 'archive');
  const given = path.join(engine.workDirectory, 'anchors');
  for (const each of [archives, given]) await mkdir(each, { recursive: true });
  await writeFile(path.join(given, 'global-bundle.pem'), anchors);
  await run(['npm', 'run', '--silent', 'release', '--', '--output', archives], { cwd: project });
  for (const target of Object.keys(tags) as Target[]) {
    const contexts = [`archive=${archives}`, `trust-anchors=${given}`].flatMap((each) => [
      '--build-context',
      each,
    ]);
    const words = [
      '--network',
      'host',
      '--layers',
      '--target',
      target,
      ...contexts,
      '--tag',
      imageOf(target),
    ];
    await engine.buildah(['build', '--quiet', ...words, project], { timeoutMs: 900_000 });
  }
  const [archive = ''] = await readdir(archives);
  return path.join(archives, archive);
}
