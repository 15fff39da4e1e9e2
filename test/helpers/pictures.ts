import sharp, { type Sharp } from 'sharp';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A picture with something in it, so that it does not compress to nothing: the left half red, the right half blue. */
export const drawPicture = ({ width, height }: PictureSize = { width: 60, height: 40 }): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#f00' } }).composite([
    {
      input: { create: { width: Math.ceil(width / 2), height, channels: 3, background: '#00f' } },
      gravity: 'east',
    },
  ]);

/** What a telephone writes: held upright, seen from a place, with words that nobody meant to send. */
export const telephonePicture = (size?: PictureSize): Promise<Buffer> =>
  drawPicture(size)
    .withMetadata({
      orientation: 6,
      exif: {
        IFD0: { Artist: 'nobody meant to send this' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 30/1 0/1' },
      },
    })
    .jpeg()
    .toBuffer();

/** Random dots, which do not compress. */
export const noisyPicture = ({ width, height }: PictureSize): Sharp =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  });

export const pictureForm = (content: Buffer | string, name = 'file', fileName = 'photo.jpg'): FormData => {
  const form = new FormData();
  form.set(name, new Blob([content]), fileName);
  return form;
};
