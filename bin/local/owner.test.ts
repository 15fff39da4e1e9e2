import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { start } from '../io/run';
import { claim } from './owner';

const directory = mkdtempSync(path.join(tmpdir(), 'waffle-owner-'));
const socket = path.join(directory, 'owner.sock');
afterAll(() => rmSync(directory, { recursive: true }));
const owner = { pid: 4711, url: 'http://127.0.0.1:8080/' };

test('the second one is told who runs and where, until that one ends', async () => {
  const first = await claim(socket, async () => owner);
  await expect(claim(socket, async () => owner)).rejects.toMatchObject({
    message: 'It already runs here: process 4711, at http://127.0.0.1:8080/.',
    fix: expect.stringContaining('kill 4711'),
  });
  first.release();
  const second = await claim(socket, async () => owner);
  second.release();
});

test('what a killed one left behind is taken over', async () => {
  const script = `require('net').createServer().listen(${JSON.stringify(socket)}, () => console.log('up'))`;
  let onUp: () => void = () => undefined;
  const up = new Promise<void>((resolve) => (onUp = resolve));
  const killed = await start([process.execPath, '-e', script], { onLine: () => onUp() });
  await up;
  process.kill(killed.pid, 'SIGKILL');
  await killed.exited;
  expect(existsSync(socket)).toBe(true);
  const next = await claim(socket, async () => {
    rmSync(socket);
    return owner;
  });
  next.release();
});
