import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { writeAtomically } from '../release/write-atomically';

const freshMs = 30 * 24 * 3_600_000;
const timeoutMs = 30_000;
const certificate = '-----BEGIN CERTIFICATE-----';

/**
 * The PEM file of those who may sign the database's certificate (setting databaseCaUrl), kept for a month; longer where it
 * cannot be had anew. @throws UserError where there is none
 */
export async function trustAnchors(
  target: Target,
  cacheDirectory: string,
  signal: AbortSignal,
): Promise<string> {
  const url = target.settings.databaseCaUrl;
  const name = createHash('sha256').update(url).digest('hex').slice(0, 16);
  const file = path.join(cacheDirectory, 'trust-anchors', `${name}.pem`);
  const ageMs = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Infinity,
  );
  if (ageMs < freshMs) return file;
  try {
    const pem = await download(target, url, signal);
    if (!pem.includes(certificate)) throw new Error('it holds no certificate');
    await mkdir(path.dirname(file), { recursive: true });
    await writeAtomically(file, Buffer.from(pem));
  } catch (error) {
    signal.throwIfAborted();
    if (ageMs === Infinity) throw notHad(url, error);
  }
  return file;
}

export const readTrustAnchors = (file: string) => readFile(file, 'utf8');

async function download(target: Target, url: string, signal: AbortSignal): Promise<string> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  if (url.startsWith('s3://')) return readObject(target, new URL(url), limited);
  const response = await fetch(url, { signal: limited });
  if (!response.ok) throw new Error(`the answer is ${response.status}`);
  return response.text();
}

async function readObject({ aws }: Target, { host, pathname }: URL, signal: AbortSignal): Promise<string> {
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const command = new GetObjectCommand({ Bucket: host, Key: decodeURIComponent(pathname.slice(1)) });
  const { Body } = await new S3Client(aws).send(command, { abortSignal: signal });
  return (await Body?.transformToString()) ?? '';
}

const notHad = (url: string, cause: unknown) =>
  new UserError(`The trust anchors of the database cannot be had from ${url}: ${reasonOf(cause)}`, {
    code: exitCodes.unreachable,
    fix: 'check the network; or name another place: -c databaseCaUrl=https://…',
    cause,
  });

/** `fetch` says why in its cause only. */
const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
};
