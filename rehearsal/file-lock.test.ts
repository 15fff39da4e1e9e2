import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { exitCodes } from '../bin/io/errors';
import { withFileLock } from './file-lock';

let file: string;
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'waffle-lock-')), 'lock');
});
afterEach(() => rmSync(path.dirname(file), { recursive: true, force: true }));

const pause = (timeMs: number) => new Promise((resolve) => setTimeout(resolve, timeMs));
const options = { timeoutMs: 10_000 };

test('one does the work at a time', async () => {
  const events: string[] = [];
  const work = async () => {
    events.push('in');
    await pause(30);
    events.push('out');
  };
  await Promise.all([1, 2, 3].map(() => withFileLock(file, options, work)));
  expect(events.join()).toBe('in,out,in,out,in,out');
});

test('work that fails gives the lock back', async () => {
  const failing = withFileLock(file, options, () => Promise.reject(new Error('no disk')));
  await expect(failing).rejects.toThrow('no disk');
  await expect(withFileLock(file, options, async () => 'done')).resolves.toBe('done');
});

test('who waits too long is told what for', async () => {
  await withFileLock(file, options, async () => {
    const second = withFileLock(file, { timeoutMs: 200 }, async () => undefined);
    await expect(second).rejects.toMatchObject({
      message: `Another process has held the lock ${file} for 0.2 s.`,
      code: exitCodes.interrupted,
    });
  });
});

test('an abort ends the waiting', async () => {
  await withFileLock(file, options, async () => {
    const aborter = new AbortController();
    const second = withFileLock(file, { ...options, signal: aborter.signal }, async () => undefined);
    setTimeout(() => aborter.abort(new Error('Ctrl-C')), 50);
    await expect(second).rejects.toThrow('Ctrl-C');
  });
});
