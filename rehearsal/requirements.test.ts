import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { exitCodes, type UserError } from '../bin/io/errors';
import { requireLinuxAndRoot } from './requirements';

const rootDirectory = path.join(__dirname, '..');

function refusal(...machine: Parameters<typeof requireLinuxAndRoot>): UserError {
  try {
    requireLinuxAndRoot(...machine);
  } catch (error) {
    return error as UserError;
  }
  throw new Error('the machine was accepted');
}

test('root on Linux may go on', () => {
  expect(() => requireLinuxAndRoot({ platform: 'linux', userId: 0 })).not.toThrow();
});

test('another system is named, with what works there', () => {
  const { message, code, fix } = refusal({ platform: 'darwin', userId: 0 });
  expect(code).toBe(exitCodes.usage);
  expect(message).toContain('this machine runs darwin');
  expect(fix).toContain('npm test');
});

test('without root it says why root, and how', () => {
  const { message, code, fix } = refusal({ platform: 'linux', userId: 1000 });
  expect(code).toBe(exitCodes.usage);
  expect(message).toContain('needs root');
  expect(fix).toMatch(/^sudo \.\/bin\/waffle rehearse\n/);
});

// A clone of root's may be in a folder that is closed to others: nobody sees it at an open one, in mounts of its own.
const asNobody = `
  mount --bind "$1" "$2" && cd "$2" &&
    exec setpriv --reuid=65534 --regid=65534 --clear-groups ./bin/waffle rehearse`;

test('./bin/waffle rehearse as nobody ends with 2 and the way out, and does nothing', () => {
  // The first start of a clone notes that the packages are there; nobody may not.
  spawnSync(path.join(rootDirectory, 'bin/waffle'), ['--version'], { timeout: 20_000 });
  const [home, clone] = ['home', 'clone'].map((name) => mkdtempSync(path.join(tmpdir(), `waffle-${name}-`)));
  for (const directory of [home, clone]) chmodSync(directory as string, 0o777);
  const isRoot = process.getuid?.() === 0;
  const [program = '', ...args] = isRoot
    ? ['unshare', '--mount', 'bash', '-c', asNobody, 'as-nobody', rootDirectory, clone as string]
    : [path.join(rootDirectory, 'bin/waffle'), 'rehearse'];
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: home, TMPDIR: home },
    timeout: 25_000,
  });
  const left = readdirSync(home as string).filter((name) => !/^(tsx|node)-/.test(name));
  for (const directory of [home, clone]) rmSync(directory as string, { recursive: true, force: true });
  expect({ status, stdout, left }).toEqual({ status: exitCodes.usage, stdout: '', left: [] });
  expect(stderr).toContain('needs root');
  expect(stderr).toContain('sudo ./bin/waffle rehearse');
});
