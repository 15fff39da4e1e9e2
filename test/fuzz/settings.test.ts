import { expect, test } from '@jest/globals';

import { readFuzzSettings } from './settings';

test('the environment says which requests, and how many', () => {
  const variables = { FUZZ_SEED: '42', FUZZ_REQUESTS: '1' };
  expect(readFuzzSettings(variables, 5_000)).toEqual({ seed: 42, requests: 1 });
});

test('without a word of it each run is another one', () => {
  const [one, other] = [readFuzzSettings({}, 5_000), readFuzzSettings({ FUZZ_SEED: '' }, 5_000)];
  expect(one.requests).toBe(5_000);
  expect(one.seed).not.toBe(other.seed);
});

test.each([
  ['FUZZ_SEED', 'abc', 'a whole number from 0 to 2147483647'],
  ['FUZZ_SEED', '2147483648', 'a whole number from 0 to 2147483647'],
  ['FUZZ_REQUESTS', '0', 'a whole number from 1 to 10000000'],
  ['FUZZ_REQUESTS', '1e5', 'a whole number from 1 to 10000000'],
  ['FUZZ_REQUESTS', '-1', 'a whole number from 1 to 10000000'],
])('%s=%s is refused with what is allowed', (name, value, allowed) => {
  expect(() => readFuzzSettings({ [name]: value }, 5_000)).toThrow(
    `${name} is "${value}"; allowed: ${allowed}.`,
  );
});
