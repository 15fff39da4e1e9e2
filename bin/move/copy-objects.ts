import {
  CopyObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import type { Move } from './open-move';

type Side = keyof Move['buckets'];

/** Pictures under way at once: S3 copies them, no byte comes here. */
const atOnce = 16;

export class MoveBuckets {
  readonly #client: S3Client;

  constructor(
    private readonly move: Pick<Move, 'buckets' | 'server'>,
    private readonly signal: AbortSignal,
  ) {
    this.#client = new S3Client(move.server.target.aws);
  }

  /** Those that the other side lacks: a name has one content for ever. @returns how many */
  async copyPictures(from: Side, to: Side): Promise<number> {
    const there = new Set(await this.#keys(to));
    const missing = (await this.#keys(from)).filter((key) => !there.has(key));
    for (let first = 0; first < missing.length; first += atOnce)
      await Promise.all(missing.slice(first, first + atOnce).map((key) => this.#copy(key, from, to)));
    return missing.length;
  }

  /** Whoever waits for it on the other side goes on. */
  copyDump(name: string, from: Side, to: Side): Promise<void> {
    return this.#copy(`move/${name}.jsonl.gz`, from, to);
  }

  /** Tells the task that waits with its dump that nobody writes any more. */
  async letDump(name: string, side: Side): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.move.buckets[side],
      Key: `move/${name}.go`,
      Body: 'go\n',
    });
    await this.#client.send(command, { abortSignal: this.signal });
  }

  async #copy(Key: string, from: Side, to: Side): Promise<void> {
    const { buckets } = this.move;
    const command = new CopyObjectCommand({
      Bucket: buckets[to],
      Key,
      CopySource: `${buckets[from]}/${Key}`,
    });
    await this.#client.send(command, { abortSignal: this.signal });
  }

  async #keys(side: Side): Promise<readonly string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.move.buckets[side],
          Prefix: 'media/',
          ...(token !== undefined && { ContinuationToken: token }),
        }),
        { abortSignal: this.signal },
      );
      keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys;
  }
}
