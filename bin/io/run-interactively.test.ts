import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';

const rootDirectory = join(__dirname, '../..');
const loader = pathToFileURL(join(rootDirectory, 'node_modules/tsx/dist/loader.mjs')).href;

/** A process of ours that lends its terminal to a shell, in a group of its own as a terminal's foreground is. */
function lend(shellScript: string) {
  const program = `
    const { runInteractively } = require('./bin/io/run-interactively');
    const { interruptionSignal } = require('./bin/io/interruption');
    const signal = interruptionSignal();
    void runInteractively(['sh', '-c', ${JSON.stringify(shellScript)}], { signal }).then(
      ({ code }) => console.log('it ended with', code),
      (error) => console.log(error.message),
    ).finally(() => process.exit());`;
  const child = spawn(process.execPath, ['--import', loader, '-e', program], {
    cwd: rootDirectory,
    detached: true,
    env: { PATH: process.env['PATH'] },
  });
  const texts = { said: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (texts.said += text));
  }
  const closed = once(child, 'close').then(() => texts.said);
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', () => texts.said.includes('ready') && resolve());
  });
  return { child, ready, closed, group: -(child.pid ?? 0) };
}

test('the program reads our input and writes our output', async () => {
  const { child, closed } = lend('read word; echo "got $word"; exit 3');
  child.stdin.end('hello\n');
  expect(await closed).toBe('got hello\nit ended with 3\n');
});

test('Ctrl-C is the program’s alone', async () => {
  const { ready, closed, group } = lend(
    "trap 'echo caught; kill $!; exit 7' INT; sleep 20 & echo ready; wait",
  );
  await ready;
  process.kill(group, 'SIGINT');
  expect(await closed).toBe('ready\ncaught\nit ended with 7\n');
});

test('a request to end us ends the program too', async () => {
  const { child, ready, closed } = lend(
    "trap 'echo told; kill $!; exit 1' TERM; sleep 20 & echo ready; wait",
  );
  await ready;
  child.kill('SIGTERM');
  expect(await closed).toBe('ready\ntold\nInterrupted by SIGTERM.\n');
});
