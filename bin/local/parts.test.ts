import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hasLeftovers, type Part, Parts, startWithLifeline, waitForLeftovers } from './parts';

let directory: string;
let parts: Parts;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'waffle-parts-'));
  parts = new Parts({
    runDirectory: directory,
    logDirectory: directory,
    signal: new AbortController().signal,
  });
});
afterEach(async () => {
  await parts.stop();
  rmSync(directory, { recursive: true });
});

const shell = (script: string, more: Partial<Part> = {}): Part => ({
  name: 'Part',
  id: 'part',
  argv: ['sh', '-c', script],
  ...more,
});
const idOfGroup = () => Number(readFileSync(path.join(directory, 'part.group'), 'utf8'));

/** What was killed is gone a moment later. */
async function untilGone(group: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      process.kill(-group, 0);
    } catch {
      return true;
    }
    await sleep(20);
  }
  return false;
}

test('a part that ends is named with how and its last lines', async () => {
  await parts.start(shell('echo why >&2; exit 7'));
  await expect(parts.crash).rejects.toThrow(
    /^Part has ended \(exit code 7\)\. The end of .*part\.log:\nwhy$/,
  );
});

test('a part that never answers is named with its last lines', async () => {
  const ready = () => Promise.reject(new Error('refused'));
  const silent = shell('echo stuck; sleep 60', { ready, readyTimeoutMs: 300 });
  await expect(parts.start(silent)).rejects.toThrow(/Part answers: not within 0\.3 s \(refused\).*\nstuck$/);
});

test('parts end in the reverse order of their start, without a complaint', async () => {
  const ended: string[] = [];
  const part = (id: string) =>
    shell(`exec 2>/dev/null; trap 'echo ${id}; exit 0' TERM; echo up; while :; do sleep 0.05; done`, {
      id,
      onLine: (line) => ended.push(line),
    });
  for (const id of ['first', 'second']) await parts.start(part(id));
  while (ended.length < 2) await sleep(20);
  await parts.stop();
  expect(ended).toEqual(['up', 'up', 'second', 'first']);
});

test('the end of the lifeline ends a program and what it started', async () => {
  const script = 'sleep 60 & sleep 60';
  const { letGo, exited } = await startWithLifeline(directory, 'part', ['sh', '-c', script], {});
  while (!hasLeftovers(directory)) await sleep(20);
  const group = idOfGroup();
  letGo();
  await waitForLeftovers(directory);
  await exited;
  expect(await untilGone(group)).toBe(true);
});
