import { formatSeconds, formatTable } from '../io/format';
import type { InstanceReleases, KeptRelease } from './read-releases';
import type { Receipt } from './receipt';
import type { StoredRelease } from './release-store';

/** A release, wherever it is kept. */
export interface ReleaseRow {
  readonly id: string;
  readonly state: 'serves' | 'previous' | 'kept' | 'in S3';
  readonly commit: string | null;
  /** When it was last deployed; else when it was stored. */
  readonly at: string | null;
  readonly onInstance: boolean;
  readonly inS3: boolean;
  /** What a new instance starts with. */
  readonly isFirst: boolean;
  readonly receipt: Receipt | null;
}

/** Newest first: by its last deploy, which is what `rollback` goes by. */
export function listReleases(
  onInstance: InstanceReleases,
  stored: readonly StoredRelease[],
): readonly ReleaseRow[] {
  const kept = onInstance.releases.map((release) => keptRow(release, onInstance, stored));
  const known = new Set(kept.map(({ id }) => id));
  const others = stored.filter(({ id }) => !known.has(id)).map(storedRow);
  return [...kept, ...others].sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
}

const keptRow = (
  { id, commit, receipt }: KeptRelease,
  { current, previous }: InstanceReleases,
  stored: readonly StoredRelease[],
): ReleaseRow => {
  const copy = stored.find((one) => one.id === id);
  return {
    id,
    state: id === current ? 'serves' : id === previous ? 'previous' : 'kept',
    commit,
    at: receipt?.began ?? null,
    onInstance: true,
    inS3: copy !== undefined,
    isFirst: copy?.isFirst ?? false,
    receipt,
  };
};

const storedRow = ({ id, storedAt, isFirst }: StoredRelease): ReleaseRow => ({
  id,
  state: 'in S3',
  commit: null,
  at: storedAt || null,
  onInstance: false,
  inS3: true,
  isFirst,
  receipt: null,
});

export function describeReleases(rows: readonly ReleaseRow[], { receipts }: InstanceReleases): string {
  const table = formatTable([
    ['release', 'state', 'commit', 'when', 'kept', 'last deploy'],
    ...rows.map((row) => [
      row.id,
      row.state,
      row.commit?.slice(0, 8) ?? '',
      timeOf(row.at),
      [row.onInstance && 'instance', row.inS3 && 'S3'].filter(Boolean).join(' + '),
      row.receipt === null ? '' : describeReceipt(row.receipt),
    ]),
  ]);
  const failed = receipts.filter(({ outcome }) => outcome === 'failed').slice(-3);
  if (failed.length === 0) return table;
  const failures = failed.map((receipt) => [
    `  ${receipt.release || 'unknown'}`,
    timeOf(receipt.began),
    describeReceipt(receipt),
  ]);
  return `${table}\n\nlast ones that failed\n${formatTable(failures)}`;
}

/** `release by ada in 4.8 s, 0 of 12 requests failed` */
export function describeReceipt({ kind, outcome, failedStep, milliseconds, by, requests }: Receipt): string {
  const took = formatSeconds(milliseconds / 1000);
  if (outcome === 'failed') return `${kind} by ${by} failed after ${took} in step '${failedStep}'`;
  const lost = requests === null ? '' : `, ${requests.failed} of ${requests.answered} requests failed`;
  return `${kind} by ${by} in ${took}${lost}`;
}

const timeOf = (iso: string | null) => (iso === null ? '' : iso.replace(/\.\d+Z$/, 'Z').replace('T', ' '));
