import { expect, test } from '@jest/globals';
import { readResults, readRows } from './query-database';

test('rows come by the names of their columns', () => {
  expect(readRows('id\tname\n1\tAda\n2\tNULL\n')).toEqual([
    { id: '1', name: 'Ada' },
    { id: '2', name: 'NULL' },
  ]);
});

test('what the client has escaped is as it was', () => {
  expect(readRows('text\none\\ntwo\\tthree\\\\n\n')).toEqual([{ text: 'one\ntwo\tthree\\n' }]);
});

test('an empty value is a value', () => {
  expect(readRows('id\tname\n1\t\n')).toEqual([{ id: '1', name: '' }]);
});

test('no rows are no rows', () => {
  expect(readRows('')).toEqual([]);
});

test('a row of another length is refused', () => {
  expect(() => readRows('id\tname\n1\n')).toThrow('a row of 2 columns came with 1');
});

test('each statement has its rows', () => {
  const before = '=== result ===\n=== result ===\n';
  expect(readResults(`${before}n\n3\n${before}${before}name\nAda\n`)).toEqual([
    [{ n: '3' }],
    [],
    [{ name: 'Ada' }],
  ]);
});
