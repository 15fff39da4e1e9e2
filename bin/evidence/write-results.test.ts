import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeTemporaryDirectory } from '../../test/helpers/temporary-directory';
import { sampleEvidence } from './testing/sample-evidence';
import { Results } from './write-results';

const about = { project: 'waffle-backend', version: '0.1.0' };
const picture = {
  kind: 'picture',
  title: 'It',
  alt: 'It',
  file: '01-machines.png',
  width: 1,
  height: 1,
} as const;
let directory: string;
let results: Results;

beforeEach(() => {
  directory = makeTemporaryDirectory(tmpdir());
  results = new Results(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const write = (changes = {}, pictures = new Map<string, Buffer>()) =>
  results.write({ evidence: sampleEvidence(changes), pictures });
const read = (file: string) => readFileSync(path.join(directory, file));

test('each file but the manifest itself has its hash there', async () => {
  await write({ parts: [picture] }, new Map([[picture.file, Buffer.from('png')]]));
  const { sha256 } = await results.finish(about);
  expect(Object.keys(sha256).sort()).toEqual([
    'README.md',
    'evidence/01-machines.json',
    'evidence/01-machines.png',
    'index.html',
  ]);
  for (const [file, hash] of Object.entries(sha256))
    expect(createHash('sha256').update(read(file)).digest('hex')).toBe(hash);
});

test('what is made again takes its place, and the others stay', async () => {
  await write();
  await write({ name: 'cost', title: 'What it costs', outcome: 'shown' });
  await results.finish(about);
  await write({ outcome: 'shown' });
  const { evidence } = await results.finish(about);
  expect(evidence.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['machines', 'shown'],
    ['cost', 'shown'],
  ]);
  expect(read('index.html').toString()).toContain('What it costs');
});

test('a picture of before goes where none is taken', async () => {
  await write({ parts: [picture] }, new Map([[picture.file, Buffer.from('png')]]));
  await write();
  expect(existsSync(path.join(directory, 'evidence/01-machines.png'))).toBe(false);
});

test('a damaged file is named, with what to type', async () => {
  await write();
  writeFileSync(path.join(directory, 'evidence/01-machines.json'), '{');
  await expect(results.read()).rejects.toMatchObject({
    message: expect.stringContaining('01-machines.json is no JSON'),
    fix: expect.stringContaining('waffle results --only machines'),
  });
});
