import { expect, test } from '@jest/globals';

import { Coalescer } from './coalescer';

/** Work that ends when the test says so. */
function slowWork() {
  const finishers: ((value: string) => void)[] = [];
  return {
    work: () => new Promise<string>((resolve) => finishers.push(resolve)),
    finish: (run: number, value: string) => finishers[run]?.(value),
    runs: () => finishers.length,
  };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 10));

test('calls before the work begins share one run', async () => {
  const { work, finish, runs } = slowWork();
  const coalescer = new Coalescer<string>();
  const calls = Array.from({ length: 50 }, () => coalescer.join('a', work));
  await pause();
  finish(0, 'one');
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['one']));
  expect(runs()).toBe(1);
});

test('calls during a run share the next one', async () => {
  const { work, finish, runs } = slowWork();
  const coalescer = new Coalescer<string>();
  const first = coalescer.join('a', work);
  await pause();
  const late = [coalescer.join('a', work), coalescer.join('a', work)];
  finish(0, 'old');
  await pause();
  finish(1, 'new');
  expect(await first).toBe('old');
  expect(await Promise.all(late)).toEqual(['new', 'new']);
  expect(runs()).toBe(2);
});

test('keys do not wait for each other', async () => {
  const { work, runs } = slowWork();
  const coalescer = new Coalescer<string>();
  void coalescer.join('a', work);
  void coalescer.join('b', work);
  await pause();
  expect(runs()).toBe(2);
});

test('a run that fails does so for its callers alone', async () => {
  const coalescer = new Coalescer<string>();
  const failing = coalescer.join('a', () => Promise.reject(new Error('no database')));
  await expect(failing).rejects.toThrow('no database');
  expect(await coalescer.join('a', () => Promise.resolve('one'))).toBe('one');
});
