import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { isOnPath, isRootOnLinux } from './helpers/machine';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { describeWhere } from './helpers/when-available';

const library = join(__dirname, '../deployment/lib');
const script = `
  set -Eeuo pipefail
  source "$0/steps.sh" && source "$0/sources.sh"
  find_archive "$1" "$2" 2>&1
  tar -xzf "$archive" --to-stdout content`;
/** Of the project only what a release is built with: a command of its name that packs what is checked out. */
const builder = '#!/bin/bash\ntar -czf "${!#}/release.tar.gz" content\n';

let directory: string;
let checkout: string;

beforeEach(() => {
  directory = makeTemporaryDirectory(tmpdir());
  const project = join(directory, 'project');
  checkout = join(directory, 'checkout');
  mkdirSync(join(project, 'bin'), { recursive: true });
  writeFileSync(join(project, 'bin/waffle'), builder, { mode: 0o755 });
  git(project, 'init', '--quiet', '--initial-branch', 'main');
  commit('first');
  git(directory, 'clone', '--quiet', project, checkout);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const git = (folder: string, ...words: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...words], {
    stdio: 'pipe',
  });

function commit(content: string): void {
  const project = join(directory, 'project');
  writeFileSync(join(project, 'content'), content);
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message', content);
}

const findArchive = (source: string) =>
  execFileSync('bash', ['-c', script, library, source, join(directory, 'found.tar.gz')], {
    encoding: 'utf8',
  });

describeWhere(
  isRootOnLinux && isOnPath('git') && isOnPath('npm'),
  'root on Linux with git and npm',
  'a release',
  () => {
    test('is built from the newest commit of a checkout', () => {
      commit('second');
      expect(findArchive(checkout)).toBe('second');
    });

    test('is built from what is checked out where no branch is followed', () => {
      git(checkout, 'checkout', '--quiet', '--detach');
      commit('second');
      expect(findArchive(checkout)).toMatch(/no branch of another repository is followed.*\nfirst$/s);
    });

    test('is not built from a checkout with commits of its own', () => {
      commit('second');
      writeFileSync(join(checkout, 'content'), 'mine');
      git(checkout, 'commit', '--quiet', '--all', '--message', 'mine');
      expect(() => findArchive(checkout)).toThrow();
      expect(existsSync(join(directory, 'found.tar.gz'))).toBe(false);
    });

    test('is a file that is there already', () => {
      const file = join(directory, 'release.tar.gz');
      execFileSync('tar', ['-czf', file, '-C', checkout, 'content']);
      expect(findArchive(file)).toBe('first');
    });

    test('is nothing that cannot be fetched', () => {
      expect(() => findArchive('ftp://example.com/release')).toThrow();
    });
  },
);
