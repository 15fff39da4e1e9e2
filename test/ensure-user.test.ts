import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from '@jest/globals';

import { run } from '../bin/io/run';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { describeWhere } from './helpers/when-available';

const steps = join(__dirname, '../deployment/lib/steps.sh');

/** Sees a copy of /etc in its place, which ends with it. */
const inCopyOfEtc =
  'cp -a /etc "$1/etc.$$" && mount --bind "$1/etc.$$" /etc && set -euo pipefail && source "$2"';

describeWhere(
  isRootOnLinux && isOnPath('unshare'),
  'root on Linux with unshare',
  'a user of the instance',
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'waffle-users-'));
    afterAll(() => rmSync(directory, { recursive: true, force: true }));

    const runInCopy = (script: string) =>
      run(['unshare', '--mount', 'bash', '-c', `${inCopyOfEtc}\n${script}`, 'bash', directory, steps]);

    test.each([
      ['on a fresh machine', ':'],
      ['after a kill between group and user', 'groupadd --system waffle-test'],
      ['a second time', 'ensure_user waffle-test'],
    ])('is made with a group of its name %s', async (_when, before) => {
      const { stdout } = await runInCopy(
        `${before}\nensure_user waffle-test\nid -un waffle-test\nid -gn waffle-test`,
      );
      expect(stdout).toBe('waffle-test\nwaffle-test\n');
    });
  },
);
