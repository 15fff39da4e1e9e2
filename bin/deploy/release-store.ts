import { readFile } from 'node:fs/promises';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameterName, parameters, releasePrefix } from '../../contract';
import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';

export const releasesKept = 5;

export interface StoredRelease {
  readonly id: string;
  readonly url: string;
  readonly bytes: number;
  readonly storedAt: string;
  /** What a new instance starts with. */
  readonly isFirst: boolean;
}

/** Releases in S3, where instances find them: below a prefix of the project's own, in the bucket that has the stack's own. */
export interface ReleaseStore {
  /** Its URL, and whether it had to be sent: what is there already with the same bytes stays. */
  upload(release: UploadedRelease): Promise<{ readonly url: string; readonly sent: boolean }>;
  list(): Promise<readonly StoredRelease[]>;
  urlOf(id: string): string;
  has(id: string): Promise<boolean>;
  /** Copies one from elsewhere in S3, unless it is here. @returns its URL here */
  keep(id: string, url: string): Promise<string>;
  /** A new instance starts with it from now on. */
  startWith(url: string): Promise<void>;
  /** Removes all but the newest and what a new instance starts with. @returns the ids of those removed */
  prune(): Promise<readonly string[]>;
}

export interface UploadedRelease {
  readonly id: string;
  readonly archiveFile: string;
  readonly sha256: string;
}

/** @throws UserError where no release was ever put into the stack */
export async function openStore(
  { aws, projectName }: Target,
  abortSignal: AbortSignal,
): Promise<ReleaseStore> {
  const ssm = new SSMClient(aws);
  const s3 = new S3Client(aws);
  const Name = parameterName(projectName, parameters.releaseUrl);
  const send = { abortSignal };
  const firstUrl = async () =>
    (await ssm.send(new GetParameterCommand({ Name }), send)).Parameter?.Value ?? '';
  const Bucket = bucketOf(await firstUrl().catch(withoutParameter(Name)), Name);
  const prefix = releasePrefix(projectName);
  const keyOf = (id: string) => `${prefix}${id}.tar.gz`;
  const urlOf = (id: string) => `s3://${Bucket}/${keyOf(id)}`;
  const head = async (id: string) => {
    try {
      return await s3.send(new HeadObjectCommand({ Bucket, Key: keyOf(id) }), send);
    } catch (error) {
      if (error instanceof Error && error.name === 'NotFound') return undefined;
      throw error;
    }
  };
  const list = async (): Promise<readonly StoredRelease[]> => {
    const first = await firstUrl();
    // A thousand at most, of which five are kept.
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }), send);
    return Contents.map(({ Key = '', Size = 0, LastModified }) => ({
      id: Key.slice(prefix.length).replace(/\.tar\.gz$/, ''),
      url: `s3://${Bucket}/${Key}`,
      bytes: Size,
      storedAt: LastModified?.toISOString() ?? '',
      isFirst: first === `s3://${Bucket}/${Key}`,
    })).sort((a, b) => b.storedAt.localeCompare(a.storedAt));
  };
  return {
    list,
    urlOf,
    has: async (id) => (await head(id)) !== undefined,
    async keep(id, url) {
      const CopySource = encodeURI(url.replace('s3://', ''));
      if ((await head(id)) === undefined)
        await s3.send(new CopyObjectCommand({ Bucket, Key: keyOf(id), CopySource }), send);
      return urlOf(id);
    },
    async upload({ id, archiveFile, sha256 }) {
      const url = urlOf(id);
      if ((await head(id))?.Metadata?.['sha256'] === sha256) return { url, sent: false };
      const Body = await readFile(archiveFile);
      await s3.send(new PutObjectCommand({ Bucket, Key: keyOf(id), Body, Metadata: { sha256 } }), send);
      return { url, sent: true };
    },
    async startWith(url) {
      await ssm.send(new PutParameterCommand({ Name, Value: url, Overwrite: true }), send);
    },
    async prune() {
      const surplus = (await list()).filter(({ isFirst }, index) => !isFirst && index >= releasesKept);
      if (surplus.length === 0) return [];
      const Objects = surplus.map(({ id }) => ({ Key: keyOf(id) }));
      await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }), send);
      return surplus.map(({ id }) => id);
    },
  };
}

function bucketOf(url: string, parameter: string): string {
  const [, bucket] = /^s3:\/\/([^/]+)\//.exec(url) ?? [];
  if (bucket !== undefined) return bucket;
  throw new UserError(`The parameter ${parameter} names no release in S3: ${JSON.stringify(url)}.`, {
    fix: 'waffle up writes it',
  });
}

const withoutParameter =
  (name: string) =>
  (error: unknown): never => {
    if (!(error instanceof Error) || error.name !== 'ParameterNotFound') throw error;
    throw new UserError(`There is no parameter ${name}.`, {
      code: exitCodes.notDeployed,
      fix: 'waffle up finishes what a deploy has begun',
      cause: error,
    });
  };
