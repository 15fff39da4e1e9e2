import path from 'node:path';
import { readEnvironment } from '../../bin/io/environment';
import { ensureBaseImages } from './base-images';
import { buildImages } from './build-images';
import { Engine } from './engine';
import type { Row } from './row';
import { tryImage } from './try-image';

// npm run try-containers: builds every target of the Dockerfile without Docker, as root on Debian 12 or newer with the packages buildah, podman
// and mmdebstrap, and looks at what is in the images: lines of the table in docs/containers.md. What it makes is below the cache, beside
// what this machine has of images.
const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const rootDirectory = path.join(__dirname, '../..');
  const { cacheDirectory } = readEnvironment();
  const engine = await Engine.open(path.join(cacheDirectory, 'containers'));
  say('base images, of packages of Debian and npm (three minutes, once)');
  await ensureBaseImages(engine);
  say('images of this checkout');
  const archive = await buildImages(engine, rootDirectory);
  let failed = 0;
  for (const row of await tryImage(engine, archive)) failed += tell(row);
  process.exitCode = failed === 0 ? 0 : 1;
}

function tell({ tried, seen, isGood }: Row): number {
  say(`| ${tried} | ${seen}${isGood ? '' : ' **not as it should be**'} |`);
  return isGood ? 0 : 1;
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
