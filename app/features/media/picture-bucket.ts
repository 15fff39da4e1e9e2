import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';

import { immutable } from './media-headers';
import type { PublishedName, StoredPicture } from './media-store';

/** A picture is small and the bucket near: what takes longer will not come. */
const config = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
};

/**
 * The bucket of the pictures, below `media/`. A program of its own in the release, read with the first picture: the SDK is as large as
 * the rest of the API. Region and credentials are those that the SDK finds: of the instance, or of the container.
 */
export class PictureBucket {
  readonly #client: S3Client;

  /** A region that is not given is the environment's (AWS_REGION). */
  constructor(private readonly bucket: string) {
    this.#client = new S3Client(config);
  }

  async put(file: string, { name, type: ContentType }: PublishedName): Promise<void> {
    // Not as a stream, which the SDK could not send again.
    const Body = await readFile(file);
    await this.#client.send(
      new PutObjectCommand({ ...this.#object(name), Body, ContentType, CacheControl: immutable }),
    );
  }

  async get(name: string): Promise<StoredPicture | undefined> {
    try {
      const { Body, ContentLength = 0 } = await this.#client.send(new GetObjectCommand(this.#object(name)));
      return { bytes: ContentLength, content: Body as Readable };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#object(name)));
  }

  /** A file that is no picture, under a key of its own: 5 GiB at most, S3's limit for one request. */
  async putFile(key: string, file: string): Promise<void> {
    const { size } = await stat(file);
    const Body = createReadStream(file);
    await this.#patient.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body, ContentLength: size }),
    );
  }

  async hasFile(key: string): Promise<boolean> {
    try {
      await this.#client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  /** Whether it is there; then it is in the file. */
  async getFile(key: string, file: string): Promise<boolean> {
    try {
      const { Body } = await this.#patient.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      await pipeline(Body as Readable, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
      return true;
    } catch (error) {
      if (error instanceof NoSuchKey) return false;
      throw error;
    }
  }

  /** What is large takes as long as it takes. */
  get #patient(): S3Client {
    return new S3Client({ maxAttempts: 3 });
  }

  #object(name: string) {
    return { Bucket: this.bucket, Key: `media/${name}` };
  }
}
