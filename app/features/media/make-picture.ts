import { open } from 'node:fs/promises';

import sharp, { type Metadata, type Sharp } from 'sharp';

/** Longest side of what is kept, in pixels; a larger picture is made smaller. */
const longestSide = 2048;
/** Telephones take 24 million: 5712 × 4284. */
const mostPixels = 25_000_000;
/** What may be held whole while it is read: with what the program needs anyway, 170 MiB at most. */
const mostHeldBytes = 110_000_000;

/** What a picture became. */
export interface Picture {
  readonly type: string;
  /** Of its file. */
  readonly ending: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** Nothing that can be kept; the message is for the one who sent it. */
export class UnusablePicture extends Error {}

/** A format that is read, and what is written for it. */
interface Kind {
  readonly starts: RegExp;
  /** Of libvips; all others are blocked. */
  readonly loader: string;
  readonly type: string;
  readonly ending: string;
  readonly write: (image: Sharp) => Sharp;
  /** Bytes for each pixel that its decoder holds until it has the last one. */
  readonly held: (metadata: Metadata) => number;
}

const png = {
  type: 'image/png',
  ending: 'png',
  write: (image: Sharp) => image.png({ compressionLevel: 6 }),
};

const kinds: readonly Kind[] = [
  {
    starts: /^\xff\xd8\xff/,
    loader: 'VipsForeignLoadJpegFile',
    type: 'image/jpeg',
    ending: 'jpg',
    write: (image) => image.jpeg({ quality: 82 }),
    // A progressive one is complete only with its last scan: 2 bytes of each component.
    held: ({ isProgressive = false, chromaSubsampling = '', channels = 3 }) =>
      isProgressive ? (chromaSubsampling.startsWith('4:2:0') ? 3 : 2 * channels) : 0,
  },
  {
    ...png,
    starts: /^\x89PNG\r\n/,
    loader: 'VipsForeignLoadPngFile',
    held: (metadata) => (metadata.isProgressive || isTurned(metadata) ? sizeOfPixel(metadata) : 0),
  },
  {
    starts: /^RIFF[^]{4}WEBP/,
    loader: 'VipsForeignLoadWebpFile',
    type: 'image/webp',
    ending: 'webp',
    write: (image) => image.webp({ quality: 80, effort: 2 }),
    held: (metadata) => 4 + (isTurned(metadata) ? sizeOfPixel(metadata) : 0),
  },
  // Of an animation the first picture.
  {
    ...png,
    starts: /^GIF8[79]a/,
    loader: 'VipsForeignLoadNsgifFile',
    held: () => 5,
  },
];

const isTurned = ({ orientation = 1 }: Metadata) => orientation > 1;
const sizeOfPixel = ({ channels = 4, depth }: Metadata) => channels * (depth === 'ushort' ? 2 : 1);

/**
 * Reads one picture and writes another one that shows the same: upright, at most so large, and with nothing of the file that it was
 * (place, camera, whatever was hidden in it). Throws `UnusablePicture`.
 */
export async function makePicture(source: string, target: string): Promise<Picture> {
  const kind = await recognize(source);
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: [kind.loader] });
  // Our own limit is looked at before any pixel is.
  const image = sharp(source, { failOn: 'error', limitInputPixels: false });
  refuseTooLarge(kind, await unlessBroken(image.metadata()));
  const upright = image.autoOrient().resize({
    width: longestSide,
    height: longestSide,
    fit: 'inside',
    withoutEnlargement: true,
  });
  const { width, height, size } = await unlessBroken(kind.write(upright).toFile(target));
  return { type: kind.type, ending: kind.ending, width, height, bytes: size };
}

const notUsable = 'Send a JPEG, PNG, WebP or GIF picture that is whole.';

/** By what is in it: a name or a declared type says nothing. */
async function recognize(file: string): Promise<Kind> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    const start = buffer.toString('latin1', 0, bytesRead);
    const kind = kinds.find(({ starts }) => starts.test(start));
    if (kind === undefined) throw new UnusablePicture(notUsable);
    return kind;
  } finally {
    await handle.close();
  }
}

function refuseTooLarge(kind: Kind, metadata: Metadata): void {
  const { width, height } = metadata;
  const pixels = width * height;
  const most = Math.min(mostPixels, Math.floor(mostHeldBytes / kind.held(metadata)));
  if (pixels <= most) return;
  const millions = (most / 1e6).toFixed(0);
  throw new UnusablePicture(
    `This picture has ${width} × ${height} pixels; of this kind at most ${millions} million are read.`,
  );
}

/** What libvips says is about its own insides. */
const unlessBroken = <T>(work: Promise<T>): Promise<T> =>
  work.catch(() => {
    throw new UnusablePicture(notUsable);
  });
