import { describe, expect, test } from '@jest/globals';
import { isSettled, parseStanding } from './standing';

const lines = ['current 2-b', 'served 2-b', 'named a', 'active a', 'enabled a'];

test('what the server says is read by name', () => {
  expect(
    parseStanding('current 2-b\nserved 2-b\nnamed a b\nactive a\nactive b\nenabled \npartial .partial\n'),
  ).toEqual({
    current: '2-b',
    served: '2-b',
    named: ['a', 'b'],
    active: ['a', 'b'],
    enabled: [],
    partial: ['.partial'],
  });
});

describe('a server is settled', () => {
  test('when one slot is named, runs and is enabled', () => {
    expect(isSettled(parseStanding(lines.join('\n')))).toBe(true);
  });

  test.each([
    ['another release runs than current says', 'served 1-a'],
    ['two slots are named', 'named a b'],
    ['none is named', 'named'],
    ['the slot that is named does not run', 'active b'],
    ['another one starts after a reboot', 'enabled b'],
  ])('but not when %s', (_when, line) => {
    const [name = ''] = line.split(' ');
    const changed = [...lines.filter((other) => !other.startsWith(`${name} `)), line];
    expect(isSettled(parseStanding(changed.join('\n')))).toBe(false);
  });

  test.each(['active b', 'enabled b', 'partial .partial'])('but not with %s beside it', (line) => {
    expect(isSettled(parseStanding([...lines, line].join('\n')))).toBe(false);
  });
});
