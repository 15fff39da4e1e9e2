import { expect, test } from '@jest/globals';
import { formatBytes, formatSeconds, formatTable } from './format';

test.each([
  [0, '0.0 s'],
  [3.24, '3.2 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min 00 s'],
  [125.4, '2 min 05 s'],
])('%d seconds read as %s', (seconds, expected) => {
  expect(formatSeconds(seconds)).toBe(expected);
});

test.each([
  [1023, '1023 B'],
  [1434, '1.4 KiB'],
  [2 * 1024 ** 2, '2.0 MiB'],
])('%d bytes read as %s', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

test('a table aligns its columns', () => {
  expect(
    formatTable(
      [
        ['a', '10'],
        ['longer', '5', 'x'],
      ],
      [1],
    ),
  ).toBe('a       10\nlonger   5  x');
  expect(formatTable([])).toBe('');
});
