import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { kinds } from './kinds';
import { kindsTable } from './kinds-table';

const withoutPadding = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

test('the document names every kind as it is looked for', () => {
  const document = readFileSync(path.join(__dirname, '../../docs/teardown.md'), 'utf8');
  expect(withoutPadding(document)).toContain(withoutPadding(kindsTable()));
});

test('no kind is named twice, and what is deleted says how', () => {
  expect(new Set(kinds.map(({ id }) => id)).size).toBe(kinds.length);
  expect(kinds.filter(({ remove, deletedBy }) => remove && deletedBy === 'never')).toEqual([]);
});
