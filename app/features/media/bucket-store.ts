import { Unavailable } from '../../errors';
import { WorkLimit } from '../../platform/database/work-limit';
import type { DiskStore } from './disk-store';
import { unreachable } from './media-limits';
import type { Draft, MediaStore, PublishedName, StoredPicture } from './media-store';
import type { PictureBucket } from './picture-bucket';

/**
 * A bucket, for any number of machines. Drafts are made on the disk of each; a picture that is kept there, from before there was a
 * bucket, is shown and removed as if it were in it until `media.sh s3` has moved it.
 */
export class BucketStore implements MediaStore {
  #bucket: Promise<PictureBucket> | undefined;
  /** One is held in memory at a time. */
  readonly #limit = new WorkLimit(1);

  constructor(
    private readonly name: string,
    private readonly disk: DiskStore,
  ) {}

  open = () => this.disk.open();
  newDraft = () => this.disk.newDraft();
  room = () => this.disk.room();
  discard = (draft: Draft) => this.disk.discard(draft);

  /** What is on this disk is on its way only. */
  settle = () => Promise.resolve();

  publish({ target }: Draft, published: PublishedName): Promise<void> {
    return this.#limit.run(() => this.#ask((bucket) => bucket.put(target, published)));
  }

  async remove(name: string): Promise<void> {
    await this.disk.remove(name);
    await this.#ask((bucket) => bucket.remove(name));
  }

  async read(name: string): Promise<StoredPicture | undefined> {
    return (await this.#ask((bucket) => bucket.get(name))) ?? this.disk.read(name);
  }

  async #ask<T>(question: (bucket: PictureBucket) => Promise<T>): Promise<T> {
    try {
      return await question(await (this.#bucket ??= openBucket(this.name)));
    } catch (cause) {
      throw new Unavailable(unreachable, { cause });
    }
  }
}

/** Loads the SDK. */
export const openBucket = async (name: string) => new (await import('./picture-bucket')).PictureBucket(name);
