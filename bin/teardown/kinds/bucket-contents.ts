import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Ask } from '../kind';

export interface StoredObject {
  readonly key: string;
  /** Every version and delete marker: deleting the object alone would leave them, and their bill. */
  readonly versions: readonly string[];
  readonly bytes: number;
  /** The newest version is no delete marker. */
  readonly isCurrent: boolean;
}

/** DeleteObjects takes no more. */
const batchSize = 1000;

/** All versions of all objects; `undefined` where there is no such bucket, or it is another account's. */
export async function bucketContents(bucket: string, ask: Ask): Promise<readonly StoredObject[] | undefined> {
  return ask.once(`objects of ${bucket}`, async () => {
    const objects = new Map<string, { versions: string[]; bytes: number; isCurrent: boolean }>();
    for await (const page of versionPages(bucket, ask)) {
      if (page === undefined) return undefined;
      for (const { Key = '', VersionId = 'null', ...rest } of [
        ...(page.Versions ?? []),
        ...(page.DeleteMarkers ?? []).map((marker) => ({ ...marker, Size: undefined })),
      ]) {
        const object = objects.get(Key) ?? { versions: [], bytes: 0, isCurrent: false };
        object.versions.push(VersionId);
        object.bytes += rest.Size ?? 0;
        object.isCurrent ||= rest.Size !== undefined && rest.IsLatest === true;
        objects.set(Key, object);
      }
    }
    return [...objects].map(([key, object]) => ({ key, ...object }));
  });
}

async function* versionPages(
  Bucket: string,
  { client, signal, account }: Ask,
): AsyncGenerator<ListObjectVersionsCommandOutput | undefined> {
  const from = {
    KeyMarker: undefined as string | undefined,
    VersionIdMarker: undefined as string | undefined,
  };
  for (;;) {
    // Whose bucket it is, is checked by S3: anybody may have taken the name.
    const input = { Bucket, ExpectedBucketOwner: account, ...from };
    const page = await client(S3Client)
      .send(new ListObjectVersionsCommand(input), { abortSignal: signal })
      .catch(undefinedWithoutBucket);
    yield page;
    if (!page?.IsTruncated) return;
    from.KeyMarker = page.NextKeyMarker;
    from.VersionIdMarker = page.NextVersionIdMarker;
  }
}

const undefinedWithoutBucket = (error: unknown): undefined => {
  if (error instanceof Error && ['NoSuchBucket', 'NotFound'].includes(error.name)) return undefined;
  throw error;
};

export async function deleteVersions(
  bucket: string,
  objects: readonly Pick<StoredObject, 'key' | 'versions'>[],
  { client, signal, account }: Ask,
): Promise<void> {
  const all = objects.flatMap(({ key, versions }) => versions.map((VersionId) => ({ Key: key, VersionId })));
  for (let start = 0; start < all.length; start += batchSize) {
    const Delete = { Objects: all.slice(start, start + batchSize), Quiet: true };
    const command = new DeleteObjectsCommand({ Bucket: bucket, ExpectedBucketOwner: account, Delete });
    const { Errors = [] } = await client(S3Client).send(command, { abortSignal: signal });
    const [first] = Errors;
    if (first) throw new Error(`${first.Key}: ${first.Message ?? first.Code}`);
  }
}

export async function readObject(
  bucket: string,
  key: string,
  { client, signal, account }: Ask,
): Promise<string> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, ExpectedBucketOwner: account });
  const { Body } = await client(S3Client).send(command, { abortSignal: signal });
  return (await Body?.transformToString()) ?? '';
}
