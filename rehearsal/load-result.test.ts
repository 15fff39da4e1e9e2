import { describe, expect, test } from '@jest/globals';
import { longestGap, percentile, type Sample, summarize, timelineOf } from './load-result';

let index = 0;

/** A GET that was due at `dueMs` and answered 200 after 10 ms, unless said otherwise. */
const sample = (dueMs: number, others: Partial<Sample> = {}): Sample => ({
  index: index++,
  method: 'GET',
  path: '/',
  dueMs,
  sentMs: dueMs,
  endedMs: dueMs + 10,
  status: 200,
  reusedConnection: true,
  retried: false,
  ...others,
});
const failed = { status: undefined, failure: 'ECONNRESET' };
const times = { startedAtEpochMs: 0, stoppedMs: 1000 };

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  test.each([
    ['the middle', hundred, 0.5, 50],
    ['the last but one of a hundred', hundred, 0.99, 99],
    ['the greatest', hundred, 1, 100],
    ['the only one', [7], 0.99, 7],
    ['the greater of two', [1, 2], 0.99, 2],
    ['unknown of nothing', [], 0.99, undefined],
  ])('is %s', (_what, values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});

test.each([
  [[], 0],
  [[5], 0],
  [[0, 10, 510, 520], 500],
])('the longest gap of %j is %i', (moments, gap) => {
  expect(longestGap(moments)).toBe(gap);
});

describe('the longest gap of a load', () => {
  test.each<[string, Sample[], number]>([
    ['is the whole of one without an answer', [], 1000],
    ['counts the silence at the begin', [sample(390), sample(600), sample(890)], 400],
    ['counts the silence at the end', [sample(90), sample(190)], 800],
    ['is not closed by failures', [sample(90), sample(300, failed), sample(890)], 800],
    [
      'is not closed by wrong answers',
      [sample(90), sample(300, { status: 503, failure: 'x' }), sample(890)],
      800,
    ],
    ['lasts until the last is given up', [sample(990, { ...failed, endedMs: 3000 }), sample(980)], 2010],
  ])('%s', (_what, samples, expected) => {
    expect(summarize(samples, times).longestGapMs).toBe(expected);
  });
});

describe('the result of a load', () => {
  test('counts answers by class, wrong ones too, and silence as none', () => {
    const statuses = [200, 201, 404, 502, 503];
    const samples = [...statuses.map((status) => sample(0, { status })), sample(0, failed)];
    const { answersByStatus, requests } = summarize(samples, times);
    expect(answersByStatus).toEqual({ '2xx': 2, '4xx': 1, '5xx': 2 });
    expect(requests).toBe(6);
  });

  test('tells each failure with its time, the earliest first', () => {
    const late = sample(500, { ...failed, method: 'POST', path: '/late' });
    const { failures } = summarize([late, sample(200), sample(100, failed)], times);
    expect(failures.map(({ atMs, what, method, path }) => ({ atMs, what, method, path }))).toEqual([
      { atMs: 110, what: 'ECONNRESET', method: 'GET', path: '/' },
      { atMs: 510, what: 'ECONNRESET', method: 'POST', path: '/late' },
    ]);
  });

  test('counts a request that failed as the slowest, but not in the percentiles', () => {
    const { slowestMs, p50Ms, p99Ms } = summarize(
      [sample(0), sample(0, { ...failed, endedMs: 9000 })],
      times,
    );
    expect({ slowestMs, p50Ms, p99Ms }).toEqual({ slowestMs: 9000, p50Ms: 10, p99Ms: 10 });
  });

  test('counts a retried request apart, and as failed if it failed again', () => {
    const again = { retried: true };
    const { retried, failures } = summarize([sample(0, again), sample(0, { ...again, ...failed })], times);
    expect({ retried, failures: failures.length }).toEqual({ retried: 2, failures: 1 });
  });

  test('says how late the load itself was', () => {
    expect(summarize([sample(0), sample(100, { sentMs: 130 })], times).sentLateMs).toBe(30);
  });

  test('lists as acknowledged only writes that were answered with 2xx', () => {
    const write = { method: 'POST', path: '/user/' } as const;
    const samples = [
      sample(0, { ...write, index: 3, status: 201, id: 12 }),
      sample(0, { ...write, status: 400 }),
      sample(0, { ...write, ...failed }),
      sample(0),
    ];
    expect(summarize(samples, times).acknowledgedWrites).toEqual([
      { index: 3, ...write, id: 12, sentMs: 0, endedMs: 10 },
    ]);
  });
});

test('the timeline has every second, the empty ones too', () => {
  const samples = [sample(0), sample(100, failed), sample(2100, { retried: true, endedMs: 2150 })];
  expect(timelineOf(samples, 3000)).toEqual([
    { second: 0, answers: 1, failures: 1, retried: 0, p50Ms: 10, p99Ms: 10 },
    { second: 1, answers: 0, failures: 0, retried: 0, p50Ms: undefined, p99Ms: undefined },
    { second: 2, answers: 1, failures: 0, retried: 1, p50Ms: 50, p99Ms: 50 },
    { second: 3, answers: 0, failures: 0, retried: 0, p50Ms: undefined, p99Ms: undefined },
  ]);
});
