import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeTemporaryDirectory } from './helpers/temporary-directory';

const program = path.join(__dirname, '../deployment/receipts.mjs');

let directory: string;
let file: string;
beforeEach(() => {
  directory = makeTemporaryDirectory(tmpdir());
  file = path.join(directory, 'receipts.jsonl');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const receipts = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

const keep = (...releases: string[]) =>
  releases.forEach((release) => {
    mkdirSync(path.join(directory, release));
    writeFileSync(path.join(directory, release, 'manifest.json'), '{}');
  });

const write = (...entries: [release: string, outcome: string][]) =>
  writeFileSync(
    file,
    entries.map(([release, outcome]) => `${JSON.stringify({ release, outcome })}\n`).join(''),
  );

const previous = (current: string) => receipts('previous', file, directory, current);

test('a receipt is one line of JSON, added to those before it', () => {
  receipts('append', file, '{"release": "1", "phases": {"a step": 12}}');
  receipts('append', file, '{"release": "2"}');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const unknown = { host: hostname(), commit: null, requests: null };
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { release: '1', phases: { 'a step': 12 }, ...unknown },
    { release: '2', ...unknown },
  ]);
});

test('a receipt has the commit, and what Nginx answered since the deploy began', () => {
  const [manifest, log] = ['manifest.json', 'access.log'].map((name) => path.join(directory, name));
  const before = '{"status":502}\n';
  writeFileSync(manifest as string, '{"commit":"1a2b3c"}');
  writeFileSync(log as string, `${before}{"status":200}\n{"status":502}\n{"status":404}\n{"status":503}\n`);
  receipts('append', file, '{"release": "1"}', manifest as string, log as string, String(before.length));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    commit: '1a2b3c',
    requests: { answered: 4, failed: 2 },
  });
});

test('a log that was rotated meanwhile is not counted', () => {
  const log = path.join(directory, 'access.log');
  writeFileSync(log, '{"status":502}\n');
  receipts('append', file, '{"release": "1"}', '/nowhere', log, '1000');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ requests: null });
});

test('what is no JSON is not added', () => {
  expect(receipts('append', file, '{"release": ').status).toBe(1);
  expect(receipts('previous', file, directory, '1').stdout).toBe('');
});

describe('the release before', () => {
  test('is the newest that served and is not the current one', () => {
    keep('1', '2', '3');
    write(['1', 'serves'], ['2', 'serves'], ['3', 'serves']);
    expect(previous('3')).toMatchObject({ status: 0, stdout: '2\n' });
  });

  test('never is one that failed', () => {
    keep('1', '2', '3');
    write(['1', 'serves'], ['2', 'failed'], ['3', 'serves']);
    expect(previous('3').stdout).toBe('1\n');
  });

  test('is still kept on the disk', () => {
    keep('1', '3');
    write(['1', 'serves'], ['2', 'serves'], ['3', 'serves']);
    expect(previous('3').stdout).toBe('1\n');
  });

  test('is the one that was rolled back from, the other way round', () => {
    keep('1', '2');
    write(['1', 'serves'], ['2', 'serves'], ['1', 'serves']);
    expect(previous('1').stdout).toBe('2\n');
  });

  test('is found behind a line that was cut', () => {
    keep('1', '2');
    writeFileSync(file, '{"release":"1","outcome":"serves"}\n{"release":"9","outc\n');
    expect(previous('2').stdout).toBe('1\n');
  });

  test.each([
    ['there are no receipts', []],
    ['only the current one served', [['1', 'serves']]],
  ] as const)('is nothing where %s', (_when, entries) => {
    keep('1');
    if (entries.length > 0) write(...(entries as unknown as [string, string][]));
    expect(previous('1')).toMatchObject({ status: 1, stdout: '', stderr: '' });
  });
});

test('the releases that served are named once, the last one first', () => {
  write(['1', 'serves'], ['2', 'serves'], ['3', 'failed'], ['1', 'serves']);
  expect(receipts('served', file).stdout).toBe('1\n2\n');
});

test('anything else is told how it is called', () => {
  expect(receipts('list')).toMatchObject({ status: 2, stderr: expect.stringContaining('usage: ') });
});
