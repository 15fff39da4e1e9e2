import { expect, test } from '@jest/globals';
import { type Sample, summarize } from '../load-result';
import { whatClientsSaw } from './plant';

const times = { startedAtEpochMs: 0, stoppedMs: 1000 };
const ask = { method: 'GET', path: '/', reusedConnection: false, retried: false } as const;
const sample = (index: number, failure?: string): Sample => {
  const atMs = index * 100;
  return { ...ask, index, dueMs: atMs, sentMs: atMs, endedMs: atMs + 10, failure };
};

test('what failed is counted by its kind, most frequent first', () => {
  const failures = ['ECONNRESET', 'answered 502, expected 200', 'answered 502, expected 201'];
  const samples = [...failures.map((failure, index) => sample(index + 1, failure)), sample(0), sample(4)];
  expect(whatClientsSaw(summarize(samples, times))).toBe(
    '3 of 5 requests failed (2 × answered 502, 1 × ECONNRESET), longest gap 590 ms',
  );
});

test('that nothing failed is said', () => {
  expect(whatClientsSaw(summarize([sample(0)], times))).toBe('none of 1 requests failed, longest gap 990 ms');
});
