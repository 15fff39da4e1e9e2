import type { Report } from '../report';

const startedAtEpochMs = Date.parse('2026-11-21T10:15:00.000Z');
const at = (second: number) => startedAtEpochMs + second * 1000;

/** A minute in which a release and a fault were seen by clients, one of whose requests failed. */
export const sampleReport: Report = {
  ok: true,
  image: 'debian13',
  startedAt: '2026-11-21T10:15:00.000Z',
  seconds: 60,
  cached: true,
  release: '20261121T101500Z-1a2b3c4d',
  steps: [
    {
      name: 'boot the instance',
      ok: true,
      startedAtEpochMs: at(0),
      seconds: 20.04,
      depth: 0,
      note: 'told: SUCCESS | 0',
    },
    {
      name: 'break things while clients use the API',
      ok: true,
      startedAtEpochMs: at(20),
      seconds: 30,
      depth: 0,
    },
    {
      name: 'the database is gone',
      ok: true,
      startedAtEpochMs: at(25),
      seconds: 10,
      depth: 1,
      note: 'for <10 s>',
    },
    { name: 'the cache is gone', ok: true, startedAtEpochMs: at(36), seconds: 8, depth: 1 },
    { name: 'reboot the instance', ok: true, startedAtEpochMs: at(51), seconds: 9, depth: 0 },
  ],
  figures: {
    bootToHttpsSeconds: 45.1,
    peakMemoryMiB: 512,
    archiveBytes: 2_000_000,
    outOfMemoryKills: 0,
    failedRequests: 0,
    longestGapMs: 312,
    memoryLimitMiB: 1024,
  },
  faults: [
    {
      fault: 'the database & its <b>disk</b> are gone',
      outcome: '503 | until it is back',
      verdictSeconds: 3.2,
      client: { requests: 1200, failed: 1, retried: 2, longestGapMs: 812, slowestMs: 10_400, lostWrites: 0 },
    },
  ],
  timeline: [
    {
      title: 'break things while clients use the API',
      startedAtEpochMs: at(21),
      seconds: Array.from({ length: 28 }, (_, second) => ({
        second,
        answers: second === 8 ? 40 : 60,
        failures: second === 8 ? 1 : 0,
        retried: 0,
        p50Ms: 4 + second,
        p99Ms: second === 8 ? 812 : 30 + second,
      })),
    },
  ],
  memory: Array.from({ length: 60 }, (_, second) => ({
    ...{ atEpochMs: at(second), processesMiB: 100 + second },
    pageCacheMiB: 200 + second,
  })),
};

export const failedReport: Report = {
  ...sampleReport,
  ok: false,
  steps: [{ name: 'boot the instance', ok: false, startedAtEpochMs: at(0), seconds: 3, depth: 0 }],
  figures: {},
  faults: [],
  timeline: [],
  memory: [],
  failure: {
    step: 'install packages',
    message: 'the instance told FAILURE',
    logTail: 'E: Unable to <locate>',
  },
};
