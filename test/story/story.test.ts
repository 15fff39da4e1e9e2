import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { acts } from './acts';
import { readmeBlock, storyFile } from './record';

const read = (file: string) => readFileSync(path.join(__dirname, '../..', file), 'utf8');

test('README.md shows the story as it was recorded', () => {
  expect(read('README.md')).toContain(readmeBlock(read(storyFile)));
});

test('every command of the story was recorded, and ended well', () => {
  const typed = [...read(storyFile).matchAll(/^\$ \.\/bin\/waffle (.*)$/gm)].map(([, words]) => words);
  const codes = [...read(storyFile).matchAll(/^Exit code (-?\d+)\.$/gm)].map(([, code]) => Number(code));
  expect(typed).toEqual(acts.map((words) => words.join(' ')));
  expect(codes).toEqual(acts.map(() => 0));
});

test('no account number and no home address is in it but those of documentation', () => {
  expect(read(storyFile)).not.toMatch(/AKIA|ASIA|BEGIN .*PRIVATE KEY/);
});
