import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { turnByTurn } from './turn-by-turn';

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve));

test('the lines of a turn are written at once, in their order', async () => {
  const written: string[] = [];
  const stream = turnByTurn({ write: (text) => written.push(text) });
  stream.write('one\n');
  stream.write('two\n');
  expect(written).toEqual([]);
  await endOfTurn();
  stream.write('three\n');
  await endOfTurn();
  expect(written).toEqual(['one\ntwo\n', 'three\n']);
});

test('what was said right before the exit is written', async () => {
  const program = `
    const { turnByTurn } = require('./app/platform/logging/turn-by-turn');
    const stream = turnByTurn({ write: (text) => require('node:fs').writeSync(1, text) });
    stream.write('last words');
    process.exit(1);`;
  const rootDirectory = join(__dirname, '../../..');
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '-e', program], { cwd: rootDirectory });
  expect(String(stdout)).toBe('last words');
});
