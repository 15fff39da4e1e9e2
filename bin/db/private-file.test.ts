import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { besideTaken, writePrivateFile } from './private-file';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'waffle-private-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const fileIn = (name = 'dump.sql') => join(directory, name);
const modeOf = (name: string) => statSync(join(directory, name)).mode & 0o777;
const writing = (text: string) => (sink: Writable) => pipeline([text], sink);

test.each([0o000, 0o022, 0o777])(
  'its owner alone reads it, before and after its end (umask %i)',
  async (umask) => {
    const before = process.umask(umask);
    let during = 0;
    try {
      await writePrivateFile(fileIn(), async (sink) => {
        during = modeOf(readdirSync(directory)[0] ?? '');
        await writing('whole')(sink);
      });
    } finally {
      process.umask(before);
    }
    expect([during, modeOf('dump.sql')]).toEqual([0o600, 0o600]);
    expect(readFileSync(fileIn(), 'utf8')).toBe('whole');
  },
);

test('nothing is left of what failed', async () => {
  await expect(writePrivateFile(fileIn(), () => Promise.reject(new Error('broken off')))).rejects.toThrow(
    'broken off',
  );
  expect(readdirSync(directory)).toEqual([]);
});

test('a file that is there stays, unless it is forced', async () => {
  writeFileSync(fileIn(), 'old', { mode: 0o644 });
  await expect(writePrivateFile(fileIn(), writing('new'))).rejects.toThrow('dump.sql is there already.');
  expect(readFileSync(fileIn(), 'utf8')).toBe('old');
  await writePrivateFile(fileIn(), writing('new'), { force: true });
  expect([readFileSync(fileIn(), 'utf8'), modeOf('dump.sql')]).toEqual(['new', 0o600]);
});

test.each([
  ['last.sql.gz', 'last-20261122T021616Z.sql.gz'],
  ['last.sql', 'last-20261122T021616Z.sql'],
  ['last', 'last-20261122T021616Z'],
])('beside %s there is room for %s', async (taken, free) => {
  expect(await besideTaken(fileIn(taken))).toBe(fileIn(taken));
  writeFileSync(fileIn(taken), 'old');
  expect(await besideTaken(fileIn(taken), new Date('2026-11-22T02:16:16.789Z'))).toBe(fileIn(free));
});

test('what a killed run left is removed, what another one writes is not', async () => {
  // No process has this id: Linux's are smaller.
  writeFileSync(fileIn('.old.sql.gz.99999999.partial'), 'half');
  writeFileSync(fileIn(`.other.sql.gz.${process.ppid}.partial`), 'half');
  await writePrivateFile(fileIn(), writing('whole'));
  expect(readdirSync(directory).sort()).toEqual([`.other.sql.gz.${process.ppid}.partial`, 'dump.sql']);
});

test('folders that are missing are made', async () => {
  mkdirSync(fileIn('a'));
  await writePrivateFile(fileIn('a/b/dump.sql'), writing('whole'));
  expect(readFileSync(fileIn('a/b/dump.sql'), 'utf8')).toBe('whole');
});

test('a place where nothing can be written is said', async () => {
  await expect(writePrivateFile('/proc/dump.sql', writing('whole'))).rejects.toThrow(
    '/proc/dump.sql cannot be written: ENOENT',
  );
});
