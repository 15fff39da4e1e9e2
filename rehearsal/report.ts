import { formatBytes, formatSeconds, formatTable } from '../bin/io/format';
import type { MemorySample } from './memory-watch';
import type { SeenFault } from './seen-fault';
import type { LoadPeriod } from './timeline';

export interface ReportStep {
  readonly name: string;
  readonly ok: boolean;
  /** Wall clock, ms since 1970. */
  readonly startedAtEpochMs: number;
  readonly seconds: number;
  /** 0 for a step of the rehearsal, 1 for a part of one. */
  readonly depth: number;
  readonly note?: string;
}

/** What was measured; a figure that the rehearsal did not reach is absent. */
export interface Figures {
  /** From the start of the instance to the first HTTPS 200 with a verified certificate, its packages in the cache. */
  bootToHttpsSeconds?: number;
  /** The same with each package fetched from its real mirror. */
  coldBootToHttpsSeconds?: number;
  packagesFetched?: number;
  packageBytesFetched?: number;
  /** From `systemctl reboot` to the next HTTPS 200. */
  rebootToHttpsSeconds?: number;
  /** The slowest of the releases under load, from the command to its end. */
  releaseSeconds?: number;
  rollbackSeconds?: number;
  /** The slowest verdict on a bad release, from the command to its end. */
  badReleaseVerdictSeconds?: number;
  /** Of the load, over the releases and the rollback. */
  failedRequests?: number;
  /** Between two right answers to the load. */
  longestGapMs?: number;
  /** Acknowledged to a client, and not in the database afterwards. */
  lostWrites?: number;
  /** Highest memory use of the instance, page cache included, as its control group measured it. */
  peakMemoryMiB?: number;
  /** Highest memory of the instance's processes, page cache excluded, read four times a second. */
  peakProcessMemoryMiB?: number;
  /** Memory of all processes of the instance at the end, page cache excluded. */
  processMemoryMiB?: number;
  /** Of Nginx, Redis and the application, after the act that left them most: resident-memory.ts. */
  residentMiB?: number;
  memoryLimitMiB?: number;
  outOfMemoryKills?: number;
  /** Of these, those of the leak that was planted. */
  plantedOutOfMemoryKills?: number;
  /** From the end of an instance to the first answer of the one in its place. */
  replacementSeconds?: number;
  /** From when the database listens again to the first right answer that needs it. */
  databaseRecoverySeconds?: number;
  /** Of the application's unit, as `systemd-analyze security` rates it: 0 is closed, 10 open. */
  unitExposure?: number;
  /** What testssl.sh rates above LOW. */
  tlsFindings?: number;
  /** As lynis computes it, of 100. */
  lynisHardeningIndex?: number;
  /** How often the boot was killed and run again, where that was asked for. */
  interruptions?: number;
  /** Of the API, over HTTPS, in both acts. */
  calls?: number;
  archiveBytes?: number;
  userDataBytes?: number;
}

export interface Failure {
  /** The step of the rehearsal, or of the instance's boot, that failed. */
  readonly step: string;
  readonly message: string;
  /** The end of the log that tells why. */
  readonly logTail: string;
}

export interface Report {
  readonly ok: boolean;
  /** The operating system that the instance had, by its setting `machineImage`. */
  readonly image: string;
  readonly startedAt: string;
  readonly seconds: number;
  /** Every root file system came from the cache. */
  readonly cached: boolean;
  readonly release?: string;
  readonly steps: readonly ReportStep[];
  readonly figures: Figures;
  readonly faults: readonly SeenFault[];
  readonly timeline: readonly LoadPeriod[];
  readonly memory: readonly MemorySample[];
  readonly failure?: Failure;
}

/** Steps are told in the order of their ends, a part before the whole; a reader wants them as they began. */
export const inOrderOfBegin = (steps: readonly ReportStep[]): ReportStep[] =>
  steps.toSorted((a, b) => a.startedAtEpochMs - b.startedAtEpochMs || a.depth - b.depth);

const figureLabels: { readonly [Key in keyof Figures]-?: readonly [string, (value: number) => string] } = {
  bootToHttpsSeconds: ['boot to first verified HTTPS 200', formatSeconds],
  coldBootToHttpsSeconds: ['boot to first verified HTTPS 200, every package downloaded', formatSeconds],
  packagesFetched: ['packages downloaded for that', String],
  packageBytesFetched: ['and their size', formatBytes],
  rebootToHttpsSeconds: ['reboot to next HTTPS 200', formatSeconds],
  releaseSeconds: ['a release, from command to end', formatSeconds],
  rollbackSeconds: ['a rollback, from command to end', formatSeconds],
  badReleaseVerdictSeconds: ['a verdict on a bad release, from command to end', formatSeconds],
  failedRequests: ['requests that failed during them', String],
  longestGapMs: ['longest gap between two answers', (value) => `${value} ms`],
  lostWrites: ['acknowledged writes that are not in the database', String],
  peakMemoryMiB: ['peak memory of the instance, page cache included', (value) => `${value} MiB`],
  peakProcessMemoryMiB: ['peak memory of its processes', (value) => `${value} MiB`],
  processMemoryMiB: ['memory of its processes at the end', (value) => `${value} MiB`],
  residentMiB: [
    'Nginx, Redis and the application after load, files they map included',
    (value) => `${value} MiB`,
  ],
  memoryLimitMiB: ['memory limit (hard)', (value) => `${value} MiB`],
  outOfMemoryKills: ['processes killed for memory', String],
  plantedOutOfMemoryKills: ['of these, by the planted leak', String],
  replacementSeconds: ['instance gone to the next one’s first answer', formatSeconds],
  databaseRecoverySeconds: ['database back to the next right answer', formatSeconds],
  unitExposure: ['exposure of the application’s unit, 0 closed to 10 open', String],
  tlsFindings: ['findings of testssl.sh above LOW', String],
  lynisHardeningIndex: ['hardening index of lynis, of 100', String],
  interruptions: ['kills of the boot, each in another step', String],
  calls: ['calls of the API', String],
  archiveBytes: ['release archive', formatBytes],
  userDataBytes: ['user-data (limit 16384)', (value) => `${value} bytes`],
};

export function figureRows(figures: Figures): string[][] {
  const keys = Object.keys(figureLabels) as (keyof Figures)[];
  return keys.flatMap((key) => {
    const value = figures[key];
    return value === undefined ? [] : [[figureLabels[key][0], figureLabels[key][1](value)]];
  });
}

/** For the terminal. */
export const summarizeFigures = (figures: Figures) =>
  formatTable(figureRows(figures).map(([label = '', value = '']) => [`  ${label}`, value]));
