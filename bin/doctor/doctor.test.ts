import { describe, expect, test } from '@jest/globals';
import { judgeClock } from './identity-checks';
import { compareVersions } from './laptop-checks';
import { mask } from './mask';
import { allActions } from './permissions';

test.each([
  ['account 123456789012', 'account ********9012'],
  ['arn:aws:iam::123456789012:user/ada', 'arn:aws:iam::********9012:user/ada'],
  ['key AKIAIOSFODNN7EXAMPLE', 'key AKIA****'],
  ['role/admin/ada@example.com', 'role/admin/****@****'],
  ['you are 203.0.113.8, the server 198.51.100.4', 'you are 203.0.x.x, the server 198.51.100.4'],
])('%s is shown as %s', (text, expected) => expect(mask(text, ['203.0.113.8'])).toBe(expected));

describe('the clock', () => {
  const date = 'Sun, 22 Nov 2026 03:00:00 GMT';
  const at = Date.parse(date);

  test.each([
    ['right', 0, 'ok'],
    ['a minute behind', -60_000, 'ok'],
    ['six minutes ahead', 360_000, 'failure'],
    ['six minutes behind', -360_000, 'failure'],
  ])('%s', (_, skewMs, status) => expect(judgeClock(date, at + skewMs)).toMatchObject({ status }));

  test('that AWS does not tell is not judged', () => {
    expect(judgeClock(undefined, at)).toMatchObject({ status: 'warning' });
  });
});

test.each([
  ['20.19.0', '20.19.0', 0],
  ['20.20.2', '20.19.0', 1],
  ['20.9.0', '20.19.0', -1],
  ['24.0.0', '20.19.0', 1],
])('%s beside %s', (one, other, expected) => expect(Math.sign(compareVersions(one, other))).toBe(expected));

test('every action has a service and a name', () => {
  expect(allActions.filter((action) => !/^[a-z0-9]+:[A-Z]\w+$/.test(action))).toEqual([]);
});
