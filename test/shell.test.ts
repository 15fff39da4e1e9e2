import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { isOnPath } from './helpers/machine';
import { trackedFiles } from './helpers/tracked-files';
import { describeWhere } from './helpers/when-available';

const rootDirectory = join(__dirname, '..');
const scripts = trackedFiles().filter(isShellScript);

/** By extension, or by an interpreter that is a shell. */
function isShellScript(file: string): boolean {
  return (
    file.endsWith('.sh') ||
    /^#!.*\b(ba|da)?sh\b/.test(readFileSync(join(rootDirectory, file), 'latin1').slice(0, 80))
  );
}

/** What the program says about the file; nothing when it finds nothing. */
function complaints(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: rootDirectory,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return status === 0 ? '' : `${stdout}${stderr}` || `${program} exited with ${status}`;
}

test('the scripts are found by extension and by interpreter', () => {
  expect(scripts).toEqual(
    expect.arrayContaining([
      'bin/waffle',
      'deployment/bootstrap.sh',
      'deployment/lib/steps.sh',
      'infra/user-data/user-data.sh',
    ]),
  );
});

describe('bash -n', () => {
  test.each(scripts)('%s parses', (script) => {
    expect(complaints('bash', ['-n', script])).toBe('');
  });

  test('a broken script is noticed', () => {
    expect(() => execFileSync('bash', ['-n'], { input: 'if true; then', stdio: 'pipe' })).toThrow();
  });
});

describeWhere(isOnPath('shellcheck'), 'shellcheck (Debian package shellcheck)', 'shellcheck', () => {
  test.each(scripts)('%s has no finding', (script) => {
    expect(complaints('shellcheck', ['-x', script])).toBe('');
  });
});
