import type { Output } from '../bin/io/output';
import { ensureImage, type ImageName, isCached, recipes } from './images';

export type Images = Readonly<Record<ImageName, string>>;

interface MakeImagesOptions {
  readonly cacheDirectory: string;
  readonly signal: AbortSignal;
}

/** One after the other: each is bound by the mirror and by one core. @returns the images, and whether all were there */
export async function makeImages(options: MakeImagesOptions, output: Output) {
  const images: Partial<Record<ImageName, string>> = {};
  let cached = true;
  for (const name of Object.keys(recipes) as ImageName[]) {
    const build = () => ensureImage(name, options);
    const isThere = await isCached(name, options.cacheDirectory);
    const title = `make a root file system: ${recipes[name].why}`;
    images[name] = isThere ? await build() : await output.step(title, build);
    cached &&= isThere;
  }
  return { images: images as Images, cached };
}
