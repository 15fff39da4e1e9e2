import { expect, test } from '@jest/globals';
import { readPaidChoices } from './setting-paid-choices';

test.each([
  ['FreeTier-MultiAz=the shop must not close; FreeTier-Secret=rotated by our function'],
  [{ 'FreeTier-MultiAz': 'the shop must not close', 'FreeTier-Secret': 'rotated by our function' }],
])('%j is two choices with their reasons', (value) => {
  expect(readPaidChoices(value)).toEqual({
    choices: { 'FreeTier-MultiAz': 'the shop must not close', 'FreeTier-Secret': 'rotated by our function' },
  });
});

test.each([
  ['FreeTier-MultiAZ2=the shop must not close', 'did you mean FreeTier-MultiAz?'],
  ['anything else', 'there is no rule "anything else"'],
  ['FreeTier-MultiAz=ok', 'FreeTier-MultiAz has no reason that says why'],
  [{ 'FreeTier-MultiAz': true }, 'FreeTier-MultiAz has no reason that says why'],
  [['FreeTier-MultiAz'], 'there is no rule "0"'],
])('%j is refused: %s', (value, problem) => {
  expect(readPaidChoices(value).problem).toContain(problem);
});
