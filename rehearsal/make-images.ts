import type { Output } from '../bin/io/output';
import { ensureImage, type ImageName, type InstanceImage, isCached, purposeOf } from './images';

export type Images = Readonly<Record<'instance' | 'standIns' | 'database', string>>;

interface MakeImagesOptions {
  /** What the instance boots. */
  readonly image: InstanceImage;
  readonly cacheDirectory: string;
  readonly signal: AbortSignal;
}

/** One after the other: each is bound by the mirror and by one core. @returns the images, and whether all were there */
export async function makeImages(options: MakeImagesOptions, output: Output) {
  let cached = true;
  const make = async (name: ImageName) => {
    if (await isCached(name, options.cacheDirectory)) return ensureImage(name, options);
    cached = false;
    return output.step(`make a root file system: ${purposeOf(name)}`, () => ensureImage(name, options));
  };
  const images: Images = {
    instance: await make(options.image),
    standIns: await make('standIns'),
    database: await make('database'),
  };
  return { images, cached };
}
