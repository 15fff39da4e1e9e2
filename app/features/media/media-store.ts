import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';

/** What nobody has come back for: no upload takes that long. */
const abandonedAfterMs = 3_600_000;

/** An upload on its way: its files are discarded, whatever becomes of it. */
export interface Draft {
  /** What was sent. */
  readonly source: string;
  /** What is made of it. */
  readonly target: string;
  /** 128 random bits: who does not know the name of a picture does not find it. */
  readonly id: string;
}

/** The folder of the pictures. A file appears in it whole or not at all: what is not finished is hidden, and its name no picture's. */
export class MediaStore {
  constructor(private readonly directory: string) {}

  /** Makes the folder where it is missing (a server has it) and removes what killed uploads have left. */
  async open(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o750 });
    await this.sweep();
  }

  newDraft(): Draft {
    const id = randomBytes(16).toString('hex');
    return { id, source: this.#at(`.${id}.sent`), target: this.#at(`.${id}.made`) };
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

  publish({ target }: Draft, name: string): Promise<void> {
    return rename(target, this.#at(name));
  }

  async discard({ source, target }: Draft): Promise<void> {
    await Promise.all([source, target].map((file) => rm(file, { force: true })));
  }

  remove(name: string): Promise<void> {
    return rm(this.#at(name), { force: true });
  }

  /** Bytes that others than root may still write. */
  async room(): Promise<number> {
    const { bavail, bsize } = await statfs(this.directory);
    return bavail * bsize;
  }

  async sweep(now = Date.now()): Promise<void> {
    const hidden = (await readdir(this.directory)).filter((name) => /^\.[0-9a-f]{32}\./.test(name));
    for (const file of hidden.map((name) => this.#at(name))) {
      const changedMs = await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity, // its upload finished meanwhile
      );
      if (now - changedMs > abandonedAfterMs) await rm(file, { force: true });
    }
  }

  #at(name: string): string {
    return path.join(this.directory, name);
  }
}
