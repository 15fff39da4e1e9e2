import type { Readable } from 'node:stream';

/** An upload on its way: its files are discarded, whatever becomes of it. */
export interface Draft {
  /** What was sent. */
  readonly source: string;
  /** What is made of it. */
  readonly target: string;
  /** 128 random bits: who does not know the name of a picture does not find it. */
  readonly id: string;
}

/** A picture on its way to a client; who does not read it to its end destroys `content`. */
export interface StoredPicture {
  readonly bytes: number;
  readonly content: Readable;
}

/** A picture as it is to be kept. */
export interface PublishedName {
  /** Of 32 hexadecimal digits and an ending. */
  readonly name: string;
  /** Such as `image/png`. */
  readonly type: string;
}

/**
 * Where pictures are kept: `DiskStore`, or `BucketStore` for more than one machine. A picture is there whole or not at all. Drafts
 * are files of the machine that makes them.
 */
export interface MediaStore {
  /** Makes the folder of the drafts where it is missing, and removes what killed uploads have left. */
  open(): Promise<void>;
  newDraft(): Draft;
  /** Bytes that drafts may still take on this machine's disk. */
  room(): Promise<number>;
  /** The last step that may fail for want of room: what comes after it is short. */
  settle(draft: Draft): Promise<void>;
  publish(draft: Draft, published: PublishedName): Promise<void>;
  discard(draft: Draft): Promise<void>;
  /** What is not there is gone already. */
  remove(name: string): Promise<void>;
  read(name: string): Promise<StoredPicture | undefined>;
}
