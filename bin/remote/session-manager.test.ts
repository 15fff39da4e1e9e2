import { expect, test } from '@jest/globals';
import { isAtLeast, pluginArgv } from './session-manager';

test.each([
  ['1.2.536.0', true],
  ['1.2.707.0', true],
  ['1.10.256.0', true],
  ['2', true],
  ['1.2.497.0', false],
  ['1.2', false],
  ['no version', false],
])('a plugin of version %s is new enough: %s', (version, expected) => {
  expect(isAtLeast(version, '1.2.536.0')).toBe(expected);
});

test('names the variable of the token, never the token', () => {
  const argv = pluginArgv({ region: 'eu-west-1', profile: 'student', request: { Target: 'i-0a1b2c3d' } });
  expect(argv).toEqual([
    'session-manager-plugin',
    'AWS_SSM_START_SESSION_RESPONSE',
    'eu-west-1',
    'StartSession',
    'student',
    '{"Target":"i-0a1b2c3d"}',
    '',
  ]);
});
