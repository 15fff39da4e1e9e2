import { describe, expect, test } from '@jest/globals';
import { childVariables, readEnvironment } from './environment';

describe('readEnvironment', () => {
  test.each([
    [{ XDG_CACHE_HOME: '/cache', HOME: '/home/ada' }, '/cache/waffle-backend'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/home/ada' }, '/home/ada/.cache/waffle-backend'],
    [{ HOME: '/home/ada' }, '/home/ada/.cache/waffle-backend'],
  ])('caches of %j are in %s', (variables, expected) => {
    expect(readEnvironment(variables).cacheDirectory).toBe(expected);
  });

  test.each([
    [{}, { noColor: false, ci: false, sourceDateEpoch: undefined }],
    [
      { NO_COLOR: '', CI: 'false', SOURCE_DATE_EPOCH: '' },
      { noColor: false, ci: false, sourceDateEpoch: undefined },
    ],
    [
      { NO_COLOR: '1', CI: 'true', SOURCE_DATE_EPOCH: '7' },
      { noColor: true, ci: true, sourceDateEpoch: '7' },
    ],
  ])('%j reads as %j', (variables, expected) => {
    expect(readEnvironment(variables)).toMatchObject(expected);
  });
});

test('a child gets our variables with the changes on top', () => {
  const variables = childVariables({ WAFFLE_TEST: 'yes', PATH: undefined });
  expect(variables).toMatchObject({ WAFFLE_TEST: 'yes' });
  expect(variables).not.toHaveProperty('PATH');
});
