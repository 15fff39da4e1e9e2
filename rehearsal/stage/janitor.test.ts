import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitUntil } from '../wait-until';

const script = path.join(__dirname, 'janitor.sh');

let parent: string;
let directories: string[];
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'waffle-janitor-'));
  directories = ['run', 'sockets'].map((name) => path.join(parent, name));
  for (const directory of directories) {
    mkdirSync(path.join(directory, 'deep'), { recursive: true });
    writeFileSync(path.join(directory, 'deep/file'), 'left over');
  }
  writeFileSync(path.join(parent, 'neighbour'), 'of somebody else');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const argv = () => [script, `waffle-janitor-${path.basename(parent)}`, ...directories];
const left = () => directories.filter((directory) => existsSync(directory));
const untilRemoved = () =>
  waitUntil(async () => (left().length === 0 ? true : undefined), {
    what: 'the folders are gone',
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    intervalMs: 20,
  });

test('it removes the folders when its input ends, and no others', async () => {
  const janitor = spawn('bash', argv(), { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(janitor, 'spawn');
  expect(left()).toEqual(directories);
  janitor.stdin?.end();
  const [code] = await once(janitor, 'exit');
  expect({ code, left: left() }).toEqual({ code: 0, left: [] });
  expect(existsSync(path.join(parent, 'neighbour'))).toBe(true);
});

test('signals do not hurry it', async () => {
  const janitor = spawn('bash', argv(), { stdio: ['pipe', 'ignore', 'ignore'] });
  await untilTrapped(janitor);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) janitor.kill(signal);
  expect({ ended: janitor.exitCode ?? janitor.signalCode, left: left() }).toEqual({
    ended: null,
    left: directories,
  });
  janitor.stdin?.end();
  await expect(once(janitor, 'exit')).resolves.toEqual([0, null]);
});

test('it works also when its owner is killed', async () => {
  const owner = spawn(process.execPath, ['--eval', ownerScript, 'bash', ...argv()], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(owner.stdout as NodeJS.ReadableStream, 'data');
  expect(left()).toEqual(directories);
  owner.kill('SIGKILL');
  await expect(untilRemoved()).resolves.toBe(true);
});

const ownerScript = `
  const [program, ...args] = process.argv.slice(1);
  require('node:child_process')
    .spawn(program, args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    .once('spawn', () => console.log('started'));
  setTimeout(() => undefined, 60_000);
`;

/** Its `cat` runs after the trap is set. */
const untilTrapped = ({ pid }: ChildProcess) =>
  waitUntil(async () => ((await childrenOf(pid as number)) === '' ? undefined : true), {
    what: 'the janitor waits',
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    intervalMs: 10,
  });

async function childrenOf(processId: number): Promise<string> {
  return (await readFile(`/proc/${processId}/task/${processId}/children`, 'utf8')).trim();
}
