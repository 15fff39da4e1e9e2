import type { Request } from 'express';

import { NotFound, Overloaded, RuleBroken } from '../../errors';
import { answerPage, descending, openPage, type PageQuery } from '../../http/page';
import type { Database, DatabaseClient } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { inTransaction } from '../../platform/database/transaction';
import { findMediaPage, findOwnMedia } from './find-media';
import type { Picture } from './make-picture';
import { mostBytes, mostPictures, noPlaceForMore, spareBytes } from './media-limits';
import { presentMedia } from './media-presenter';
import type { Draft, MediaStore, StoredPicture } from './media-store';
import type { PictureMaker } from './picture-maker';
import { receiveFile } from './receive-file';
import { UploadPlaces } from './upload-places';

export interface MediaServiceParts {
  readonly database: Database;
  readonly reader: Reader;
  readonly store: MediaStore;
  readonly maker: PictureMaker;
}

/**
 * Pictures of users. Each file in the store has a row; a row lacks its file for a moment, while it comes and goes. Whoever knows the
 * name of a picture sees it: Nginx shows what is on its disk, the API the others.
 */
export class MediaService {
  readonly #places = new UploadPlaces();
  #opened: Promise<void> | undefined;

  constructor(private readonly parts: MediaServiceParts) {}

  async list(userId: number, query: PageQuery) {
    const page = openPage('media', [descending('m.id')], query);
    const rows = await findMediaPage(this.parts.reader, userId, page);
    return answerPage(page, rows, ({ id }) => [id], presentMedia);
  }

  /** Keeps the picture of the form that the request is. Throws a `Refusal`. */
  upload(userId: number, request: Request) {
    return this.#places.run(userId, async () => {
      await this.#openOnce();
      await this.#refuseWithoutRoom(userId);
      const draft = this.parts.store.newDraft();
      try {
        await receiveFile(request, draft.source);
        const picture = await this.parts.maker.make(draft.source, draft.target);
        return presentMedia(await this.#keep(userId, draft, picture));
      } finally {
        await this.parts.store.discard(draft);
      }
    });
  }

  /**
   * Removes a picture of the user: its file for good, and first, so that no file is ever without a row; the row stays, hidden. Throws
   * `NotFound`.
   */
  async remove(userId: number, id: number): Promise<void> {
    const { reader, store, database } = this.parts;
    const media = await findOwnMedia(reader, userId, id);
    if (media === undefined) throw new NotFound();
    await store.remove(media.name);
    const where = { id, userId, deletedAt: null };
    const { count } = await database.media.updateMany({ where, data: { deletedAt: new Date() } });
    // Who moves pictures between two stores looks at the row afterwards, and may have seen it until now.
    await store.remove(media.name);
    if (count === 0) throw new NotFound();
  }

  /** To whoever knows the name. */
  show(name: string): Promise<StoredPicture | undefined> {
    return this.parts.store.read(name);
  }

  async #keep(userId: number, draft: Draft, { ending, ...picture }: Picture) {
    const { database, store } = this.parts;
    const name = `${draft.id}.${ending}`;
    await store.settle(draft);
    const id = await inTransaction(database, async (client) => {
      await client.$queryRaw`SELECT id FROM \`User\` WHERE id = ${userId} FOR UPDATE`;
      await refuseBeyondLimits(client, userId, picture.bytes);
      const { id } = await client.media.create({ data: { userId, name, ...picture }, select: { id: true } });
      return id;
    });
    await store.publish(draft, { name, type: picture.type }).catch(async (error: unknown) => {
      await database.media.update({ where: { id }, data: { deletedAt: new Date() } });
      throw error;
    });
    const media = await findOwnMedia(this.parts.reader, userId, id);
    if (media === undefined) throw new NotFound();
    return media;
  }

  /** Before anything is done for it. */
  async #refuseWithoutRoom(userId: number): Promise<void> {
    if ((await this.parts.store.room()) < spareBytes)
      throw new Overloaded('There is no room for pictures at the moment.');
    await refuseBeyondLimits(this.parts.database, userId, 0);
  }

  /** With the first upload of a process: the folder is made where it is one's own to make, and swept. */
  #openOnce(): Promise<void> {
    return (this.#opened ??= this.parts.store.open());
  }
}

async function refuseBeyondLimits(client: DatabaseClient, userId: number, newBytes: number): Promise<void> {
  const { _count: pictures, _sum: sum } = await client.media.aggregate({
    where: { userId, deletedAt: null },
    _count: true,
    _sum: { bytes: true },
  });
  if (pictures >= mostPictures || (sum.bytes ?? 0) + newBytes > mostBytes)
    throw new RuleBroken(noPlaceForMore);
}
