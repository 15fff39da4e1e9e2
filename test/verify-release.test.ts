import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { releaseFiles, type ReleaseManifest } from '../contract';
import { makeTemporaryDirectory } from './helpers/temporary-directory';

const program = join(__dirname, '../deployment/verify-release.mjs');
const id = '20261121T101500Z-1a2b3c4d';
const contents = { [releaseFiles.server]: 'the server\n', 'static/robots.txt': 'User-agent: *\n' };

let directory: string;
beforeEach(() => {
  directory = makeTemporaryDirectory(tmpdir());
  Object.entries(contents).forEach(([path, text]) => write(path, text));
  writeManifest({});
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

const entry = ([path, text]: [string, string]) => ({
  path,
  bytes: Buffer.byteLength(text),
  sha256: createHash('sha256').update(text).digest('hex'),
});
const files = Object.entries(contents).map(entry);

function writeManifest(changes: Partial<ReleaseManifest>): void {
  const manifest = { id, commit: null, time: '2026-11-21T10:15:00Z', files, ...changes };
  write(releaseFiles.manifest, JSON.stringify(manifest));
}

const verify = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  return { status, stdout, stderr };
};
const refused = (problem: string) => ({
  status: 1,
  stdout: '',
  stderr: `The release does not match its manifest:\n  ${problem}\n`,
});

test('a good release is known by its id', () => {
  expect(verify(directory)).toEqual({ status: 0, stdout: `${id}\n`, stderr: '' });
});

test('a changed file is named', () => {
  write(releaseFiles.server, 'another server\n');
  expect(verify(directory)).toEqual(refused(`changed: ${releaseFiles.server}`));
});

test('a missing file is named', () => {
  rmSync(join(directory, releaseFiles.server));
  expect(verify(directory)).toEqual(refused(`missing: ${releaseFiles.server}`));
});

test('a file beyond the manifest is named', () => {
  write('app/more.cjs', '');
  expect(verify(directory)).toEqual(refused('not in the manifest: app/more.cjs'));
});

test('every problem is said at once', () => {
  rmSync(join(directory, releaseFiles.server));
  write('static/robots.txt', 'changed\n');
  const { stderr } = verify(directory);
  expect(stderr).toContain(`missing: ${releaseFiles.server}\n  changed: static/robots.txt`);
});

test.each(['../evil', '.partial', 'a/b', '', 'a b', '-rf'])('the id %j is refused', (badId) => {
  writeManifest({ id: badId });
  expect(verify(directory)).toEqual(refused(`not a release id: ${badId}`));
});

test('a path that leaves the release is refused', () => {
  writeManifest({ files: [...files, entry(['../outside', 'text'])] });
  expect(verify(directory)).toEqual(refused('missing: ../outside'));
});

test('a link out of the release is refused', () => {
  rmSync(join(directory, releaseFiles.server));
  symlinkSync(program, join(directory, releaseFiles.server));
  expect(verify(directory)).toEqual(refused(`not a regular file: ${releaseFiles.server}`));
});

test.each([
  ['no JSON', '{'],
  ['no object', 'null'],
  ['no list of files', '{"id":"a1"}'],
  ['a file without a path', '{"id":"a1","files":[null]}'],
  ['an id that is no text', '{"id":1,"files":[]}'],
])('a manifest with %s is explained in a line', (_, text) => {
  write(releaseFiles.manifest, text);
  const { status, stdout, stderr } = verify(directory);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^The release has no readable manifest\.json: .+\n$/);
});

test('an absent manifest is explained in a line', () => {
  rmSync(join(directory, releaseFiles.manifest));
  expect(verify(directory).stderr).toMatch(/^The release has no readable manifest\.json: ENOENT.*\n$/);
});

test('it says how it is called', () => {
  expect(verify()).toEqual({ status: 2, stdout: '', stderr: 'usage: verify-release.mjs DIRECTORY\n' });
});

test('a folder that is not there is explained in a line', () => {
  expect(verify(join(directory, 'absent')).stderr).toMatch(
    /^The release has no readable manifest\.json: ENOENT.*\n$/,
  );
});

/** A release with the decoders of a processor. */
const withDecoders = (architecture: string) => {
  const path = `${releaseFiles.nativeDirectory}/sharp-linux-${architecture}/lib/decoder.node`;
  write(path, 'decoder');
  writeManifest({ files: [...files, entry([path, 'decoder'])] });
};

test('decoders of this processor are accepted, and those of another refused with the way out', () => {
  withDecoders(process.arch);
  expect(verify(directory).status).toBe(0);
  rmSync(join(directory, 'app/node_modules'), { recursive: true });
  withDecoders('riscv64');
  expect(verify(directory)).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(`for riscv64, and this server is ${process.arch}: .*\\n.*--architecture ${process.arch};`),
    ),
  });
});
