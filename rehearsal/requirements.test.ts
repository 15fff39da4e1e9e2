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

test('./bin/waffle rehearse as nobody ends with 2 and the way out, and does nothing', () => {
  const waffle = path.join(rootDirectory, 'bin/waffle');
  const isRoot = process.getuid?.() === 0;
  // Reading is allowed nobody, because a clone of root's may be in a folder of root's.
  const mayRead = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  const asNobody = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...mayRead] : [];
  // The first start of a clone notes that the packages are there; nobody may not.
  spawnSync(waffle, ['--version'], { timeout: 20_000 });
  const cache = mkdtempSync(path.join(tmpdir(), 'waffle-nobody-'));
  chmodSync(cache, 0o777);
  const [program = '', ...args] = [...asNobody, waffle, 'rehearse'];
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: cache, XDG_CACHE_HOME: cache, TMPDIR: cache },
    timeout: 25_000,
  });
  const left = readdirSync(cache).filter((name) => !/^(tsx|node)-/.test(name));
  rmSync(cache, { recursive: true, force: true });
  expect({ status, stdout, left }).toEqual({ status: exitCodes.usage, stdout: '', left: [] });
  expect(stderr).toContain('needs root');
  expect(stderr).toContain('sudo ./bin/waffle rehearse');
});
