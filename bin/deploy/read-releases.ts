import { readFileSync } from 'node:fs';
import path from 'node:path';
import { instance as layout } from '../../contract';
import { UserError } from '../io/errors';
import type { RemoteShell } from '../remote/remote-shell';
import type { Receipt } from './receipt';

const timeoutMs = 30_000;
const programFile = path.join(__dirname, 'releases-on-instance.mjs');

/** A release that is kept on the instance. */
export interface KeptRelease {
  readonly id: string;
  readonly commit: string | null;
  /** Of the commit. */
  readonly time: string;
  /** Those that run it, or ran it last. */
  readonly slots: readonly string[];
  /** Of its last deploy. */
  readonly receipt: Receipt | null;
}

export interface InstanceReleases {
  readonly current: string | null;
  /** What `rollback` would put into service. */
  readonly previous: string | null;
  readonly releases: readonly KeptRelease[];
  /** How many runs have left one. */
  readonly receiptCount: number;
  /** The last ones, oldest first. */
  readonly receipts: readonly Receipt[];
}

export async function readReleases(shell: RemoteShell, signal: AbortSignal): Promise<InstanceReleases> {
  const { code, stdout, stderr } = await shell.run(releasesScript(), { signal, timeoutMs });
  if (code === 0) return JSON.parse(stdout) as InstanceReleases;
  throw new UserError(`The releases on the instance cannot be read: ${stderr.trim()}`, {
    fix: 'waffle logs --unit boot shows how its first boot went',
  });
}

/** The text is quoted: the shell changes nothing in it. */
const releasesScript = () =>
  `node --input-type=module - ${layout.homeDirectory} <<'END-OF-PROGRAM'\n${readFileSync(programFile, 'utf8')}\nEND-OF-PROGRAM`;

/** The rollback that took a release out of service, unless it has served again since. */
export function rollbackFrom({ receipts }: InstanceReleases, id: string): Receipt | undefined {
  const served = receipts.filter(({ outcome }) => outcome === 'serves');
  const last = served.findLastIndex(({ release }) => release === id);
  const next = last < 0 ? undefined : served[last + 1];
  return next?.kind === 'rollback' ? next : undefined;
}

/** What a run left that began when there were so many receipts already. */
export const receiptAfter = (
  { receipts, receiptCount }: InstanceReleases,
  before: number,
): Receipt | undefined => receipts[before - (receiptCount - receipts.length)];
