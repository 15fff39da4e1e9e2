import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';

import type { Draft, MediaStore, PublishedName, StoredPicture } from './media-store';
import { picturePattern } from './picture-name';

/** What nobody has come back for: no upload takes that long. */
const abandonedAfterMs = 3_600_000;

/** A folder of this machine. What is not finished in it is hidden, and its name no picture's. */
export class DiskStore implements MediaStore {
  constructor(private readonly directory: string) {}

  async open(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o750 });
    await this.sweep();
  }

  newDraft(): Draft {
    const id = randomBytes(16).toString('hex');
    return { id, source: this.fileOf(`.${id}.sent`), target: this.fileOf(`.${id}.made`) };
  }

  /** On the disk for good and readable for Nginx, but hidden still. */
  async settle({ target }: Draft): Promise<void> {
    const handle = await open(target);
    try {
      await handle.chmod(0o640);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** For a program that root runs: the draft is whose the folder is. */
  async giveToOwner({ target }: Draft): Promise<void> {
    const { uid, gid } = await stat(this.directory);
    await chown(target, uid, gid);
  }

  publish({ target }: Draft, { name }: Pick<PublishedName, 'name'>): Promise<void> {
    return rename(target, this.fileOf(name));
  }

  async discard({ source, target }: Draft): Promise<void> {
    await Promise.all([source, target].map((file) => rm(file, { force: true })));
  }

  remove(name: string): Promise<void> {
    return rm(this.fileOf(name), { force: true });
  }

  async read(name: string): Promise<StoredPicture | undefined> {
    const handle = await open(this.fileOf(name)).catch(undefinedWithoutFile);
    if (handle === undefined) return undefined;
    const { size: bytes } = await handle.stat();
    return { bytes, content: handle.createReadStream() };
  }

  /** Those that are finished. */
  async names(): Promise<string[]> {
    return (await readdir(this.directory)).filter((name) => picturePattern.test(name));
  }

  /** Bytes that others than root may still write. */
  async room(): Promise<number> {
    const { bavail, bsize } = await statfs(this.directory);
    return bavail * bsize;
  }

  async sweep(now = Date.now()): Promise<void> {
    const hidden = (await readdir(this.directory)).filter((name) => /^\.[0-9a-f]{32}\./.test(name));
    for (const file of hidden.map((name) => this.fileOf(name))) {
      const changedMs = await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity, // its upload finished meanwhile
      );
      if (now - changedMs > abandonedAfterMs) await rm(file, { force: true });
    }
  }

  fileOf(name: string): string {
    return path.join(this.directory, name);
  }
}

const undefinedWithoutFile = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error;
};
