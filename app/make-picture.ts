import { makePicture, type Picture, UnusablePicture } from './features/media/make-picture';

/** What the API is told of the picture that it asked for. */
export type PictureReport = { readonly picture: Picture } | { readonly unusable: string };

/**
 * The program that reads what strangers upload: `make-picture SOURCE TARGET`, once for each file. What its decoders do with memory
 * and with a hostile file ends with it.
 */
async function main([source = '', target = '']: readonly string[]): Promise<PictureReport> {
  try {
    return { picture: await makePicture(source, target) };
  } catch (error) {
    if (error instanceof UnusablePicture) return { unusable: error.message };
    throw error;
  }
}

// A release that is being stopped finishes what it has begun; systemd tells everybody at once.
process.on('SIGTERM', () => undefined);
void main(process.argv.slice(2)).then((report) => process.send?.(report, () => process.disconnect()));
