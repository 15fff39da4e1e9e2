import { instance as layout } from '../contract';
import { UserError } from '../bin/io/errors';
import type { Client } from './client';
import type { Instance } from './instance';

/** What deploy.sh leaves behind of each run, as far as it is read here. */
export interface Receipt {
  readonly kind: 'release' | 'rollback';
  readonly release: string;
  readonly outcome: 'serves' | 'failed';
  readonly failedStep: string;
  /** Who asked for it. */
  readonly by: string;
  readonly milliseconds: number;
}

export interface Verdict {
  readonly receipt: Receipt;
  /** What deploy.sh printed. */
  readonly output: string;
  readonly exitCode: number;
  /** From the command to its end. */
  readonly seconds: number;
}

export const deployScript = `${layout.currentLink}/deployment/deploy.sh`;

/** The id of the release that serves. */
export const servingRelease = async (instance: Instance): Promise<string> =>
  (await instance.run(['readlink', '-f', layout.currentLink])).trim().split('/').at(-1) ?? '';

/**
 * The release that serves under another id, as an archive on the instance.
 * @param change shell commands run in its folder before it is packed; a changed file needs its new checksum in manifest.json
 */
export async function copyRelease(instance: Instance, id: string, change = ':'): Promise<string> {
  const archive = `/var/tmp/${id}.tar.gz`;
  const script = `set -e
    copy=$(mktemp -d) && cp -a "$1/." "$copy" && cd "$copy"
    sed -i "s/\\"id\\": \\"[^\\"]*\\"/\\"id\\": \\"$2\\"/" manifest.json
    eval "$4"
    tar -czf "$3" -C "$copy" . && rm -rf "$copy"`;
  await instance.run(['bash', '-c', script, 'copy-release', layout.currentLink, id, archive, change]);
  return archive;
}

/** For `change`: the manifest lists the files as they are now. */
export const correctManifest = `node -e '
  const { createHash } = require("node:crypto");
  const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
  const { join } = require("node:path");
  const files = readdirSync(".", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "manifest.json")
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, sha256: createHash("sha256").update(readFileSync(path)).digest("hex") }));
  writeFileSync("manifest.json", JSON.stringify({ ...JSON.parse(readFileSync("manifest.json")), files }, null, 2));'`;

/** Sorts behind those before it, as the times of real ones do. */
export const nameCopy = (id: string, number: number) => `${id}-${String(number).padStart(2, '0')}`;

/** Runs deploy.sh as one would by hand, whatever becomes of it. */
export async function tryDeploy(instance: Instance, words: readonly string[]): Promise<Verdict> {
  const script = 'bash "$@" 2>&1 || echo "exit status $?"';
  const beganMs = performance.now();
  const output = await instance.run(['bash', '-c', script, 'deploy', deployScript, ...words]);
  const seconds = (performance.now() - beganMs) / 1000;
  const exitCode = Number(/^exit status (\d+)$/m.exec(output)?.[1] ?? 0);
  return { receipt: await lastReceipt(instance), output, exitCode, seconds };
}

/** @returns the receipt of a release that serves @throws UserError with what deploy.sh printed, when it does not */
export async function deploy(instance: Instance, words: readonly string[]): Promise<Receipt> {
  const { receipt, output, exitCode } = await tryDeploy(instance, words);
  if (exitCode === 0 && receipt.outcome === 'serves') return receipt;
  throw new UserError(`deploy.sh ${words.join(' ')} ended with ${exitCode}:\n${output}`);
}

export async function lastReceipt(instance: Instance): Promise<Receipt> {
  return JSON.parse(await instance.run(['tail', '-n', '1', layout.receiptsFile])) as Receipt;
}

/** @throws UserError when another release answers */
export async function expectServing(client: Client, release: string): Promise<void> {
  const { text } = await client.get('/');
  if (!text.trim().endsWith(release)) throw new UserError(`${release} does not serve: ${text.trim()}`);
}
